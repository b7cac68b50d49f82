package io.github.sherl4j.importer.dl4j.emit;

import io.github.sherl4j.engine.SafeOps;
import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/** Pooling with padding of a given width, by other means, and over everything. */
public final class Pools extends LayerTable {

  /** Padding that a maximum never takes. */
  private static final double LEAST = -1e38;

  /** For {@link java.util.ServiceLoader}. */
  public Pools() {
    for (int axes = 1; axes <= 2; axes++) {
      int n = axes;
      entry("PaddedPooling" + n + "D", l -> windows(l, n));
      entry("GlobalPooling" + n + "D", l -> global(l, n));
    }
  }

  @Override
  public Optional<String> objection(String type, LayerConfig config) {
    List<String> known =
        type.startsWith("Global")
            ? List.of("MAX", "AVG", "SUM", "PNORM")
            : List.of("MAX", "AVG", "PNORM");
    String kind = config.text("kind", "MAX");
    return known.contains(kind)
        ? Optional.empty()
        : Optional.of(kind + " pooling is not mapped; known: " + known);
  }

  /** [batch, height, width, channels]; a sequence is a map of height 1. */
  private static void windows(LayerContext layer, int axes) {
    LayerConfig c = layer.config();
    LayerTensor in = layer.input(axes + 2);
    SameDiff sd = layer.graph();
    List<Long> ones = axes == 1 ? List.of(1L) : List.of(1L, 1L);
    List<Long> size = c.sizes("pool_size", axes, 1, ones);
    List<Long> stride = c.sizes("strides", axes, 1, ones);
    List<Long> pads = c.sizes("pads", axes, 0, ones);
    SDVariable x = axes == 1 ? SafeShapes.unsqueeze(sd, in.variable(), 1) : in.variable();
    int[][] sides = new int[4][2];
    List<Long> shape = new ArrayList<>(in.shape());
    for (int i = 0; i < axes; i++) {
      long pad = pads.get(i);
      sides[i + 3 - axes] = new int[] {(int) pad, (int) pad};
      long n = in.shape().get(i + 1);
      if (n >= 0 && n + 2 * pad < size.get(i)) {
        throw c.corrupt("a window of " + size.get(i) + " over " + n, "a smaller window");
      }
      shape.set(i + 1, n < 0 ? -1 : (n + 2 * pad - size.get(i)) / stride.get(i) + 1);
    }
    SDVariable padding = sd.constant(Nd4j.createFromArray(sides));
    Pooling2DConfig window = window(axes == 1 ? 1 : size.get(0), size, stride, axes);
    SDVariable y =
        switch (c.text("kind", "MAX")) {
          case "MAX" -> sd.cnn.maxPooling2d(sd.nn.pad(x, padding, LEAST), window);
          case "AVG" -> mean(sd, x, padding, window, c.flag("included", false));
          default -> {
            double p = c.size("power");
            long area = size.stream().reduce(1L, Math::multiplyExact);
            SDVariable powers = SafeOps.power(sd, sd.math.abs(x), p);
            SDVariable means = sd.cnn.avgPooling2d(sd.nn.pad(powers, padding, 0), window);
            yield SafeOps.power(sd, means.mul((double) area), 1 / p);
          }
        };
    layer.result(axes == 1 ? SafeShapes.squeeze(sd, y, 4, 1) : y, shape);
  }

  private static SDVariable mean(
      SameDiff sd, SDVariable x, SDVariable padding, Pooling2DConfig window, boolean included) {
    SDVariable y = sd.cnn.avgPooling2d(sd.nn.pad(x, padding, 0), window);
    if (included) {
      return y;
    }
    return y.div(sd.cnn.avgPooling2d(sd.nn.pad(sd.onesLike(x), padding, 0), window));
  }

  private static Pooling2DConfig window(long height, List<Long> size, List<Long> stride, int axes) {
    return Pooling2DConfig.builder()
        .kH(height)
        .kW(size.get(axes - 1))
        .sH(axes == 1 ? 1 : stride.get(0))
        .sW(stride.get(axes - 1))
        .isNHWC(true)
        .paddingMode(PaddingMode.VALID)
        .build();
  }

  private static void global(LayerContext layer, int axes) {
    LayerConfig c = layer.config();
    LayerTensor in = layer.input(axes + 2);
    boolean keep = c.flag("keepdims", false);
    int[] over = axes == 1 ? new int[] {1} : new int[] {1, 2};
    SameDiff sd = layer.graph();
    SDVariable x = in.variable();
    SDVariable y =
        switch (c.text("kind", "MAX")) {
          case "MAX" -> sd.max(x, keep, over);
          case "AVG" -> sd.mean(x, keep, over);
          case "SUM" -> sd.sum(x, keep, over);
          default -> {
            double p = c.size("power");
            SDVariable powers = SafeOps.power(sd, sd.math.abs(x), p);
            yield SafeOps.power(sd, sd.sum(powers, keep, over), 1 / p);
          }
        };
    List<Long> shape = new ArrayList<>();
    shape.add(in.shape().get(0));
    if (keep) {
      shape.addAll(axes == 1 ? List.of(1L) : List.of(1L, 1L));
    }
    shape.add(in.width());
    layer.result(y, shape);
  }
}
