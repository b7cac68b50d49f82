package io.github.sherl4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Curves as inline SVG that takes whatever width there is. Lines keep their thickness and letters
 * their size on any screen: only the drawing is stretched, titles and scales are text beside it.
 */
final class Plot {

  /** How a curve looks. */
  enum Look {
    /** Thin and pale. */
    FAINT,
    /** A line. */
    LINE,
    /** A line with a dot at every value. */
    DOTS,
    /** Filled down to the axis. */
    AREA
  }

  private record Curve(String name, Series values, Look look, int colour) {}

  private static final double SIZE = 1000;
  private static final int MARKS = 4;

  private final String title;
  private final String xName;
  private final List<Curve> curves = new ArrayList<>();
  private boolean fromZero;
  private boolean tall;

  Plot(String title, String xName) {
    this.title = title;
    this.xName = xName;
  }

  /**
   * Adds a curve; later ones lie in front.
   *
   * @param name for the legend; empty to leave it out there
   * @param colour number of a colour of the style sheet
   */
  Plot add(String name, Series values, Look look, int colour) {
    if (values.size() > 0) {
      curves.add(new Curve(name, values, look, colour));
    }
    return this;
  }

  Plot fromZero() {
    fromZero = true;
    return this;
  }

  Plot tall() {
    tall = true;
    return this;
  }

  void write(Html html) {
    if (curves.isEmpty()) {
      return;
    }
    Axis x = counting();
    Axis y = values();
    List<Double> marks = y.marks();
    int letters = marks.stream().mapToInt(m -> y.text(m).length()).max().orElse(1);
    html.open("figure", "class", "plot").leaf("figcaption", title);
    html.open("div", "class", "frame", "style", "grid-template-columns:" + letters + "ch 1fr");
    html.open("div", "class", "ys", "aria-hidden", "true");
    marks.forEach(m -> html.leaf("span", y.text(m), "style", "bottom:" + percent(y.at(m))));
    html.close();
    html.open("div", "class", tall ? "canvas tall" : "canvas");
    svg(html, x, y);
    html.close();
    html.open("div", "class", "xs", "aria-hidden", "true");
    x.marks().forEach(m -> html.leaf("span", x.text(m), "style", "left:" + percent(x.at(m))));
    html.close().close();
    html.leaf("p", xName, "class", "xname");
    legend(html);
    html.close().line();
  }

  private Axis counting() {
    double first = curves.stream().mapToDouble(c -> c.values.x(0)).min().orElseThrow();
    double last =
        curves.stream().mapToDouble(c -> c.values.x(c.values.size() - 1)).max().orElseThrow();
    return Axis.counting(first, last, MARKS);
  }

  private Axis values() {
    double least = curves.stream().mapToDouble(c -> c.values.least()).min().orElseThrow();
    double most = curves.stream().mapToDouble(c -> c.values.most()).max().orElseThrow();
    return Axis.around(fromZero ? 0 : least, most, MARKS);
  }

  private void svg(Html html, Axis x, Axis y) {
    html.open(
        "svg",
        "viewBox",
        "0 0 1000 1000",
        "preserveAspectRatio",
        "none",
        "role",
        "img",
        "aria-label",
        title);
    StringBuilder grid = new StringBuilder();
    y.marks().forEach(m -> grid.append("M0 ").append(down(y.at(m))).append("H1000"));
    html.empty("path", "class", "grid", "d", grid.toString());
    for (Curve curve : curves) {
      String colour = " c" + curve.colour;
      String line = line(curve.values, x, y);
      switch (curve.look) {
        case FAINT -> html.empty("path", "class", "faint" + colour, "d", line);
        case LINE, DOTS -> html.empty("path", "class", "line" + colour, "d", line);
        case AREA -> html.empty("path", "class", "area" + colour, "d", area(curve.values, x, line));
      }
      if (curve.look == Look.DOTS || curve.values.size() == 1) {
        html.empty("path", "class", "dots" + colour, "d", dots(curve.values, x, y));
      }
    }
    html.close();
  }

  private static String line(Series values, Axis x, Axis y) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      path.append(i == 0 ? 'M' : 'L').append(across(x.at(values.x(i))));
      path.append(' ').append(down(y.at(values.y(i))));
    }
    return path.toString();
  }

  private static String area(Series values, Axis x, String line) {
    String last = across(x.at(values.x(values.size() - 1)));
    return line + 'L' + last + " 1000L" + across(x.at(values.x(0))) + " 1000Z";
  }

  /** Lines of no length, which round ends make dots. */
  private static String dots(Series values, Axis x, Axis y) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      path.append('M').append(across(x.at(values.x(i))));
      path.append(' ').append(down(y.at(values.y(i)))).append("h0");
    }
    return path.toString();
  }

  private void legend(Html html) {
    List<Curve> named = curves.stream().filter(c -> !c.name.isEmpty()).toList();
    if (named.isEmpty()) {
      return;
    }
    html.open("ul", "class", "legend");
    for (Curve curve : named) {
      html.open("li");
      html.leaf("i", "", "class", "swatch c" + curve.colour + (faint(curve) ? " pale" : ""));
      html.text(curve.name).close();
    }
    html.close();
  }

  private static boolean faint(Curve curve) {
    return curve.look == Look.FAINT;
  }

  private static String across(double part) {
    return short1(part * SIZE);
  }

  private static String down(double part) {
    return short1((1 - part) * SIZE);
  }

  private static String short1(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * part);
  }
}
