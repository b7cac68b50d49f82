package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.layers.Activation;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Convolution and pooling over three axes, composed of those over two, whose gradients are right.
 */
public final class Volumes extends LayerTable {

  private static final List<Long> ONES = List.of(1L, 1L, 1L);
  private static final long MAX_DEPTH = 64;

  /** For {@link java.util.ServiceLoader}. */
  public Volumes() {
    entry("Conv3D", Volumes::convolution);
    for (String name : List.of("MaxPooling3D", "MaxPool3D")) {
      entry(name, l -> pool(l, true));
    }
    for (String name : List.of("AveragePooling3D", "AvgPool3D")) {
      entry(name, l -> pool(l, false));
    }
  }

  @Override
  public Optional<String> objection(String type, LayerConfig config) {
    if (config.text("data_format", "channels_last").equals("channels_first")) {
      return Optional.of("three axes after the channels are not mapped; save with channels_last");
    }
    if (config.integer("groups", 1) != 1) {
      return Optional.of("groups over three axes are not mapped; use one");
    }
    return Spatial.objection(config, "valid", "same")
        .or(() -> Activation.objection(config, "activation"));
  }

  /** The input [batch, depth, height, width, channels], all known but the batch. */
  private static LayerTensor input(LayerContext layer) {
    LayerTensor x = layer.input(5);
    if (x.shape().subList(1, 5).contains(-1L)) {
      throw layer.unsupported(
          "three axes of " + x.shape(), "known sizes", "give the model's input fixed sizes");
    }
    return x;
  }

  private static long moved(LayerContext layer, long n, long reach, long stride, boolean same) {
    if (!same && n < reach) {
      throw layer.config().corrupt("a window of " + reach + " over " + n, "a smaller window");
    }
    return same ? (n + stride - 1) / stride : (n - reach) / stride + 1;
  }

  /** The sum, over the depth of the kernel, of convolutions of all planes. */
  private static void convolution(LayerContext layer) {
    LayerConfig c = layer.config();
    LayerTensor x = input(layer);
    List<Long> k = c.sizes("kernel_size", 3, 1, List.of());
    List<Long> s = c.sizes("strides", 3, 1, ONES);
    List<Long> d = c.sizes("dilation_rate", 3, 1, ONES);
    if (k.isEmpty() || k.get(0) > MAX_DEPTH) {
      throw layer.unsupported("a kernel of " + k, "a depth of 1 to " + MAX_DEPTH, "split it");
    }
    boolean same = c.text("padding", "valid").equals("same");
    long filters = c.size("filters");
    SameDiff sd = layer.graph();
    SDVariable kernel = layer.weight("kernel", k.get(0), k.get(1), k.get(2), x.width(), filters);
    long depth = x.shape().get(1);
    long reach = (k.get(0) - 1) * d.get(0) + 1;
    long out = moved(layer, depth, reach, s.get(0), same);
    long need = Math.max(0, (out - 1) * s.get(0) + reach - depth);
    SDVariable planes = same ? deep(sd, x.variable(), need / 2, need - need / 2) : x.variable();
    long height = moved(layer, x.shape().get(2), (k.get(1) - 1) * d.get(1) + 1, s.get(1), same);
    long width = moved(layer, x.shape().get(3), (k.get(2) - 1) * d.get(2) + 1, s.get(2), same);
    Conv2DConfig plane =
        Conv2DConfig.builder()
            .kH(k.get(1))
            .kW(k.get(2))
            .sH(s.get(1))
            .sW(s.get(2))
            .dH(d.get(1))
            .dW(d.get(2))
            .dataFormat("NHWC")
            .paddingMode(same ? PaddingMode.SAME : PaddingMode.VALID)
            .build();
    SDVariable sum = null;
    for (long at = 0; at < k.get(0); at++) {
      long begin = at * d.get(0);
      long step = out == 1 ? 1 : s.get(0);
      SDVariable part =
          SafeShapes.slice(sd, planes, 5, 1, begin, begin + (out - 1) * step + 1, step);
      SDVariable flat = sd.reshape(part, -1, x.shape().get(2), x.shape().get(3), x.width());
      SDVariable own =
          SafeShapes.squeeze(sd, SafeShapes.slice(sd, kernel, 5, 0, at, at + 1, 1), 5, 0);
      SDVariable y = sd.cnn.conv2d(flat, own, plane);
      sum = sum == null ? y : sum.add(y);
    }
    if (c.flag("use_bias", true)) {
      sum = sum.add(layer.weight("bias", filters));
    }
    List<Long> shape = List.of(x.shape().get(0), out, height, width, filters);
    layer.activated(sd.reshape(sum, -1, out, height, width, filters), shape);
  }

  private static SDVariable deep(SameDiff sd, SDVariable x, long before, long after) {
    if (before + after == 0) {
      return x;
    }
    int[][] pads = {{0, 0}, {(int) before, (int) after}, {0, 0}, {0, 0}, {0, 0}};
    return sd.nn.pad(x, sd.constant(Nd4j.createFromArray(pads)), 0);
  }

  /** Over each plane, then over the depth; means leave padding out on each axis for itself. */
  private static void pool(LayerContext layer, boolean largest) {
    LayerConfig c = layer.config();
    LayerTensor x = input(layer);
    List<Long> k = c.sizes("pool_size", 3, 1, List.of(2L, 2L, 2L));
    List<Long> s = c.sizes("strides", 3, 1, k);
    boolean same = c.text("padding", "valid").equals("same");
    SameDiff sd = layer.graph();
    long depth = x.shape().get(1);
    long height = moved(layer, x.shape().get(2), k.get(1), s.get(1), same);
    long width = moved(layer, x.shape().get(3), k.get(2), s.get(2), same);
    long out = moved(layer, depth, k.get(0), s.get(0), same);
    SDVariable flat = sd.reshape(x.variable(), -1, x.shape().get(2), x.shape().get(3), x.width());
    SDVariable planes =
        plane(sd, flat, List.of(k.get(1), k.get(2)), List.of(s.get(1), s.get(2)), same, largest);
    SDVariable columns = sd.reshape(planes, -1, depth, height * width, x.width());
    SDVariable y = plane(sd, columns, List.of(k.get(0), 1L), List.of(s.get(0), 1L), same, largest);
    List<Long> shape = List.of(x.shape().get(0), out, height, width, x.width());
    layer.result(sd.reshape(y, -1, out, height, width, x.width()), shape, Optional.empty());
  }

  private static SDVariable plane(
      SameDiff sd, SDVariable x, List<Long> k, List<Long> s, boolean same, boolean largest) {
    Pooling2DConfig config =
        Pooling2DConfig.builder()
            .kH(k.get(0))
            .kW(k.get(1))
            .sH(s.get(0))
            .sW(s.get(1))
            .isNHWC(true)
            .paddingMode(same ? PaddingMode.SAME : PaddingMode.VALID)
            .build();
    return largest ? sd.cnn.maxPooling2d(x, config) : sd.cnn.avgPooling2d(x, config);
  }
}
