package io.github.sherl4j.report;

import io.github.sherl4j.engine.run.MemoryPlan;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The memory of one run over its calls. */
final class MemoryChart {

  private static final double MIB = 1 << 20;
  private static final int SHOWN = 10;
  private static final int LONGEST = 66;

  private MemoryChart() {}

  static XYChart of(String title, MemoryPlan plan) {
    XYChart chart =
        new XYChartBuilder()
            .width(1400)
            .height(560)
            .title(title)
            .xAxisTitle("native call")
            .yAxisTitle("MiB alive")
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Area);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setXAxisMaxLabelCount(12);
    int calls = plan.timeline().size();
    double[] x = new double[calls];
    double[] all = new double[calls];
    for (int t = 0; t < calls; t++) {
      x[t] = t;
      all[t] = plan.timeline().get(t) / MIB;
    }
    add(chart, label("all", plan.timeline().stream().mapToLong(b -> b).max().orElse(0)), x, all);
    List<MemoryPlan.Tensor> largest = plan.largest().stream().limit(SHOWN).toList();
    for (int shown = largest.size(); shown > 0; shown--) { // the tallest pile lies behind
      double[] pile = new double[calls];
      for (MemoryPlan.Tensor tensor : largest.subList(0, shown)) {
        for (int t = tensor.from(); t <= tensor.to(); t++) {
          pile[t] += tensor.bytes() / MIB;
        }
      }
      MemoryPlan.Tensor top = largest.get(shown - 1);
      add(chart, shown + ". " + label(top.name() + " " + top.size(), top.bytes()), x, pile);
    }
    return chart;
  }

  private static void add(XYChart chart, String name, double[] x, double[] y) {
    chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE);
  }

  private static String label(String name, long bytes) {
    String shortened =
        name.length() <= LONGEST
            ? name
            : name.substring(0, LONGEST / 3)
                + "…"
                + name.substring(name.length() - LONGEST * 2 / 3);
    return String.format(Locale.ROOT, "%s, %.1f MiB", shortened, bytes / MIB);
  }
}
