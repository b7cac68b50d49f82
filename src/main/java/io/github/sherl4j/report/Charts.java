package io.github.sherl4j.report;

import com.google.common.base.Preconditions;
import io.github.sherl4j.engine.run.MemoryPlan;
import io.github.sherl4j.engine.run.Profile;
import io.github.sherl4j.format.AtomicFiles;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws charts of training runs into PNG files of 800 × 500 pixels. Stateless. */
public final class Charts {

  private static final int WIDTH = 800;
  private static final int HEIGHT = 500;
  private static final int MARKER_SIZE = 14;
  private static final double SMOOTHING = 0.9;

  private Charts() {}

  /**
   * A point with a name.
   *
   * @param name what the legend calls it
   * @param x place from left to right
   * @param y place from bottom to top
   */
  public record Point(String name, double x, double y) {}

  /**
   * Loss over steps, a line a run; each smoothed by a running mean (weight 0.1 for a new value).
   *
   * @param losses name of the run → loss of every step
   * @throws io.github.sherl4j.SherlException if the file cannot be written
   */
  public static void losses(Path png, String title, Map<String, List<Double>> losses) {
    XYChart chart = chart(title, "step", "training loss");
    losses.forEach(
        (name, values) -> {
          List<Integer> steps = IntStream.rangeClosed(1, values.size()).boxed().toList();
          chart.addSeries(name, steps, smooth(values)).setMarker(SeriesMarkers.NONE);
        });
    write(chart, png);
  }

  /**
   * A mark for each point, explained in the legend.
   *
   * @throws io.github.sherl4j.SherlException if the file cannot be written
   */
  public static void points(
      Path png, String title, String xLabel, String yLabel, List<Point> points) {
    XYChart chart = chart(title, xLabel, yLabel);
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    chart.getStyler().setMarkerSize(MARKER_SIZE);
    chart.getStyler().setXAxisMin(0.0);
    points.forEach(p -> chart.addSeries(p.name(), new double[] {p.x()}, new double[] {p.y()}));
    write(chart, png);
  }

  /**
   * Curves over sizes, both axes by powers of ten.
   *
   * @param curves name of the curve → size → value, all above 0
   * @throws io.github.sherl4j.SherlException if the file cannot be written
   */
  public static void curves(
      Path png,
      String title,
      String xLabel,
      String yLabel,
      Map<String, Map<Double, Double>> curves) {
    write(curves(title, xLabel, yLabel, curves), png);
  }

  /**
   * Curves over sizes, both axes by powers of ten; a chart for each kind of size, two side by side.
   *
   * @param charts kind of size → name of the curve → size → value, all above 0
   * @throws io.github.sherl4j.SherlException if the file cannot be written
   */
  public static void curves(
      Path png, String yLabel, Map<String, Map<String, Map<Double, Double>>> charts) {
    int columns = Math.min(2, charts.size());
    int rows = (charts.size() + 1) / 2;
    BufferedImage all =
        new BufferedImage(columns * WIDTH, rows * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = all.createGraphics();
    canvas.setColor(Color.WHITE);
    canvas.fillRect(0, 0, all.getWidth(), all.getHeight());
    int place = 0;
    for (Map.Entry<String, Map<String, Map<Double, Double>>> e : charts.entrySet()) {
      XYChart chart = curves(e.getKey(), e.getKey(), yLabel, e.getValue());
      BufferedImage one = BitmapEncoder.getBufferedImage(chart);
      canvas.drawImage(one, place % 2 * WIDTH, place / 2 * HEIGHT, null);
      place++;
    }
    canvas.dispose();
    write(all, png);
  }

  /**
   * Bytes alive at every call of a run, as an area; in front of it the largest tensors that are
   * alive at the fullest moment, one upon the other, named in the legend.
   *
   * @throws io.github.sherl4j.SherlException if the file cannot be written
   */
  public static void memory(Path png, String title, MemoryPlan plan) {
    write(MemoryChart.of(title, plan), png);
  }

  /**
   * Where the time of a step goes: boxes as wide as their share, the whole above its parts.
   *
   * @param rows of a profile, the longest first
   * @throws io.github.sherl4j.SherlException if the file cannot be written
   */
  public static void flame(Path png, String title, List<Profile.Row> rows) {
    write(FlameChart.of(title, rows), png);
  }

  private static XYChart curves(
      String title, String xLabel, String yLabel, Map<String, Map<Double, Double>> curves) {
    XYChart chart = chart(title, xLabel, yLabel);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    curves.forEach(
        (name, line) ->
            chart.addSeries(name, List.copyOf(line.keySet()), List.copyOf(line.values())));
    return chart;
  }

  private static XYChart chart(String title, String xLabel, String yLabel) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xLabel)
            .yAxisTitle(yLabel)
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    return chart;
  }

  private static List<Double> smooth(List<Double> values) {
    Preconditions.checkArgument(!values.isEmpty(), "a run without steps: %s", values);
    List<Double> smooth = new ArrayList<>();
    double mean = values.get(0);
    for (double value : values) {
      mean = SMOOTHING * mean + (1 - SMOOTHING) * value;
      smooth.add(mean);
    }
    return smooth;
  }

  private static void write(XYChart chart, Path png) {
    byte[] bytes;
    try {
      bytes = BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write(bytes, png);
  }

  private static void write(BufferedImage image, Path png) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write(bytes.toByteArray(), png);
  }

  private static void write(byte[] bytes, Path png) {
    AtomicFiles.write(
        png,
        out -> {
          ByteBuffer rest = ByteBuffer.wrap(bytes);
          while (rest.hasRemaining()) {
            out.write(rest);
          }
        });
  }
}
