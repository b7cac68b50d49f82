package io.github.sherl4j.report;

import io.github.sherl4j.engine.run.Profile;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where time goes, as boxes as wide as their share: below the whole the forward and the backward
 * pass, below those kinds of calls, below those the calls one by one.
 */
final class FlameChart {

  private static final int WIDTH = 1400;
  private static final int LINE = 34;
  private static final int TOP = 44;
  private static final int GAP = 6;
  private static final float SATURATION = 0.45f;
  private static final Color[] PHASES = {new Color(0x9ecae1), new Color(0xfdae6b)};

  private final Graphics2D canvas;
  private final double all;

  private FlameChart(Graphics2D canvas, double all) {
    this.canvas = canvas;
    this.all = all;
  }

  static BufferedImage of(String title, List<Profile.Row> rows) {
    int height = TOP + 4 * (LINE + 2) + GAP;
    BufferedImage image = new BufferedImage(WIDTH, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    canvas.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    canvas.setColor(Color.WHITE);
    canvas.fillRect(0, 0, WIDTH, height);
    canvas.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
    canvas.setColor(Color.DARK_GRAY);
    canvas.drawString(title, GAP, 26);
    canvas.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    double nanos = rows.stream().mapToLong(Profile.Row::nanos).sum();
    new FlameChart(canvas, nanos).draw(rows);
    canvas.dispose();
    return image;
  }

  private void draw(List<Profile.Row> rows) {
    box(0, 0, all, "a step", Color.LIGHT_GRAY);
    double from = 0;
    for (boolean backward : new boolean[] {false, true}) {
      List<Profile.Row> phase = rows.stream().filter(r -> r.backward() == backward).toList();
      if (!phase.isEmpty()) {
        double nanos = nanos(phase);
        box(1, from, nanos, backward ? "backward" : "forward", PHASES[backward ? 1 : 0]);
        kinds(phase, from);
        from += nanos;
      }
    }
  }

  private void kinds(List<Profile.Row> rows, double start) {
    Map<String, List<Profile.Row>> kinds = new LinkedHashMap<>();
    for (Profile.Row row : rows) {
      kinds.computeIfAbsent(kind(row.op()), k -> new ArrayList<>()).add(row);
    }
    List<Map.Entry<String, List<Profile.Row>>> sorted = new ArrayList<>(kinds.entrySet());
    sorted.sort((a, b) -> Double.compare(nanos(b.getValue()), nanos(a.getValue())));
    double from = start;
    for (Map.Entry<String, List<Profile.Row>> kind : sorted) {
      box(2, from, nanos(kind.getValue()), kind.getKey(), color(kind.getKey(), 0.95f));
      double at = from;
      for (Profile.Row row : kind.getValue()) {
        box(3, at, (double) row.nanos(), row.calls() + " x " + row.op(), color(row.op(), 0.85f));
        at += row.nanos();
      }
      from = at;
    }
  }

  /** Products and calls by rows are kinds of several; any other op is its own. */
  private static String kind(String op) {
    int end = op.startsWith("rows(") ? op.indexOf('(') : op.indexOf(' ');
    return end < 0 ? op : op.substring(0, end);
  }

  private static double nanos(List<Profile.Row> rows) {
    return rows.stream().mapToLong(Profile.Row::nanos).sum();
  }

  private static Color color(String name, float brightness) {
    return Color.getHSBColor((name.hashCode() & 0xff) / 256f, SATURATION, brightness);
  }

  private void box(int level, double from, double nanos, String name, Color color) {
    int x = (int) Math.round(from / all * (WIDTH - 2 * GAP)) + GAP;
    int width = (int) Math.round(nanos / all * (WIDTH - 2 * GAP));
    int y = TOP + level * (LINE + 2);
    canvas.setColor(color);
    canvas.fillRect(x, y, Math.max(1, width - 1), LINE);
    FontMetrics metrics = canvas.getFontMetrics();
    String share = String.format(Locale.ROOT, "%.1f ms, %.0f %%", nanos / 1e6, 100 * nanos / all);
    canvas.setColor(Color.BLACK);
    if (width > metrics.charWidth('m') * 3) {
      canvas.drawString(fitting(name, width - GAP, metrics), x + 3, y + 14);
      canvas.drawString(fitting(share, width - GAP, metrics), x + 3, y + 28);
    }
  }

  private static String fitting(String text, int width, FontMetrics metrics) {
    String shown = text;
    while (!shown.isEmpty() && metrics.stringWidth(shown) > width) {
      shown = shown.substring(0, shown.length() - 1);
    }
    return shown;
  }
}
