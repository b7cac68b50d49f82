package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.layers.Activation;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.DeConv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.factory.Nd4j;

/** Convolutions over one and two axes; kernels are used as they lie in the file. */
public final class Convolutions extends LayerTable {

  /** For {@link java.util.ServiceLoader}. */
  public Convolutions() {
    entry("Conv1D", l -> plain(l, 1));
    entry("Conv2D", l -> plain(l, 2));
    entry("DepthwiseConv1D", l -> depthwise(l, 1));
    entry("DepthwiseConv2D", l -> depthwise(l, 2));
    entry("Conv1DTranspose", l -> turned(l, 1));
    entry("Conv2DTranspose", l -> turned(l, 2));
    entry("SeparableConv1D", l -> separable(l, 1));
    entry("SeparableConv2D", l -> separable(l, 2));
  }

  @Override
  public Optional<String> objection(String type, LayerConfig config) {
    boolean sequence = type.equals("Conv1D");
    int axes = type.contains("1D") ? 1 : 2;
    if (type.endsWith("Transpose")
        && (config.has("output_padding")
            || config.sizes("dilation_rate", axes, 1, List.of(1L)).stream()
                .anyMatch(d -> d != 1))) {
      return Optional.of("output_padding and dilation are not mapped; leave them out");
    }
    Optional<String> padding =
        sequence
            ? Spatial.objection(config, "valid", "same", "causal")
            : Spatial.objection(config, "valid", "same");
    return padding.or(() -> Activation.objection(config, "activation"));
  }

  /** Window, steps and padding of a layer. */
  private record Window(
      Spatial in, List<Long> kernel, List<Long> stride, List<Long> dilation, boolean same) {

    static Window of(LayerContext layer, int axes) {
      LayerConfig c = layer.config();
      if (layer.inputs().get(0).mask().isPresent()) {
        throw layer.unsupported(
            "a convolution over masked steps", "a sequence without a mask", "set mask_zero=False");
      }
      List<Long> ones = axes == 1 ? List.of(1L) : List.of(1L, 1L);
      List<Long> kernel = c.sizes("kernel_size", axes, 1, List.of());
      if (kernel.isEmpty()) {
        throw c.corrupt("no kernel_size", "one");
      }
      List<Long> stride = c.sizes("strides", axes, 1, ones);
      List<Long> dilation = c.sizes("dilation_rate", axes, 1, ones);
      Spatial in = Spatial.of(layer, axes);
      String padding = c.text("padding", "valid");
      if (padding.equals("causal")) {
        long before = (kernel.get(0) - 1) * dilation.get(0);
        in = before == 0 ? in : padded(layer, in, before);
      }
      return new Window(in, kernel, stride, dilation, padding.equals("same"));
    }

    private static Spatial padded(LayerContext layer, Spatial in, long before) {
      int[][] pads = {{0, 0}, {0, 0}, {(int) before, 0}, {0, 0}};
      SameDiff sd = layer.graph();
      SDVariable maps = sd.nn.pad(in.maps(), sd.constant(Nd4j.createFromArray(pads)), 0);
      long n = in.sizes().get(0);
      List<Long> sizes = List.of(n < 0 ? -1 : n + before);
      return new Spatial(layer, 1, maps, sizes, in.channels(), in.first());
    }

    Conv2DConfig config() {
      List<Long> k = Spatial.pair(kernel, 1);
      List<Long> s = Spatial.pair(stride, 1);
      List<Long> d = Spatial.pair(dilation, 1);
      return Conv2DConfig.builder()
          .kH(k.get(0))
          .kW(k.get(1))
          .sH(s.get(0))
          .sW(s.get(1))
          .dH(d.get(0))
          .dW(d.get(1))
          .dataFormat("NHWC")
          .paddingMode(same ? PaddingMode.SAME : PaddingMode.VALID)
          .build();
    }

    List<Long> sizes() {
      return in.moved(kernel, stride, dilation, same);
    }

    /** The kernel with two spatial axes. */
    SDVariable wide(SDVariable k, long from, long to) {
      SameDiff sd = in.layer().graph();
      return kernel.size() == 2 ? k : sd.reshape(k, 1, kernel.get(0), from, to);
    }

    void finish(SDVariable y, long channels) {
      finish(y, channels, sizes());
    }

    void finish(SDVariable y, long channels, List<Long> sizes) {
      LayerContext layer = in.layer();
      SDVariable out = y;
      if (layer.config().flag("use_bias", true)) {
        out = out.add(layer.weight("bias", channels));
      }
      layer.activated(in.back(out), in.shape(sizes, channels));
    }
  }

  private static void plain(LayerContext layer, int axes) {
    Window w = Window.of(layer, axes);
    long filters = layer.config().size("filters");
    long groups = layer.config().integer("groups", 1);
    long channels = w.in().channels();
    if (groups < 1 || channels < 1 || channels % groups != 0 || filters % groups != 0) {
      throw layer
          .config()
          .corrupt(groups + " groups of " + channels + " and " + filters, "groups of equal size");
    }
    SDVariable kernel =
        w.wide(kernel(layer, w, channels / groups, filters), channels / groups, filters);
    SameDiff sd = layer.graph();
    if (groups == 1) {
      w.finish(sd.cnn.conv2d(w.in().maps(), kernel, w.config()), filters);
      return;
    }
    SDVariable[] parts = new SDVariable[(int) groups];
    for (int g = 0; g < groups; g++) {
      parts[g] =
          sd.cnn.conv2d(
              part(sd, w.in().maps(), g, channels / groups),
              part(sd, kernel, g, filters / groups),
              w.config());
    }
    w.finish(sd.concat(3, parts), filters);
  }

  private static SDVariable part(SameDiff sd, SDVariable x, long index, long size) {
    return SafeShapes.slice(sd, x, 4, 3, index * size, (index + 1) * size, 1);
  }

  private static SDVariable kernel(LayerContext layer, Window w, long in, long out) {
    SameDiff sd = layer.graph();
    List<Long> k = w.kernel();
    boolean old = layer.config().major() == 1;
    if (k.size() == 1) {
      return old
          ? sd.reshape(layer.weight("kernel", k.get(0), 1, in, out), k.get(0), in, out)
          : layer.weight("kernel", k.get(0), in, out);
    }
    return old && w.in().first()
        ? sd.permute(layer.weight("kernel", out, in, k.get(0), k.get(1)), 2, 3, 1, 0)
        : layer.weight("kernel", k.get(0), k.get(1), in, out);
  }

  private static SDVariable spread(LayerContext layer, Window w, long each) {
    long channels = w.in().channels();
    List<Long> k = w.kernel();
    SDVariable kernel =
        k.size() == 1
            ? layer.weight("depthwise_kernel", k.get(0), channels, each)
            : layer.weight("depthwise_kernel", k.get(0), k.get(1), channels, each);
    return layer
        .graph()
        .cnn
        .depthWiseConv2d(w.in().maps(), w.wide(kernel, channels, each), w.config());
  }

  private static void depthwise(LayerContext layer, int axes) {
    Window w = Window.of(layer, axes);
    long each = layer.config().integer("depth_multiplier", 1);
    w.finish(spread(layer, w, each), w.in().channels() * each);
  }

  private static void separable(LayerContext layer, int axes) {
    Window w = Window.of(layer, axes);
    long each = layer.config().integer("depth_multiplier", 1);
    long filters = layer.config().size("filters");
    long middle = w.in().channels() * each;
    SDVariable spread = spread(layer, w, each);
    SDVariable point =
        axes == 1
            ? layer
                .graph()
                .reshape(
                    layer.weight("pointwise_kernel", 1, middle, filters), 1, 1, middle, filters)
            : layer.weight("pointwise_kernel", 1, 1, middle, filters);
    Conv2DConfig one =
        Conv2DConfig.builder()
            .kH(1)
            .kW(1)
            .sH(1)
            .sW(1)
            .dataFormat("NHWC")
            .paddingMode(PaddingMode.VALID)
            .build();
    w.finish(layer.graph().cnn.conv2d(spread, point, one), filters);
  }

  /** The kernel lies as [height, width, out, in], which is what the native operation takes. */
  private static void turned(LayerContext layer, int axes) {
    Window w = Window.of(layer, axes);
    long filters = layer.config().size("filters");
    List<Long> k = w.kernel();
    List<Long> s = w.stride();
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < axes; i++) {
      long n = w.in().sizes().get(i);
      if (!w.same() && k.get(i) < s.get(i)) {
        throw layer.unsupported(
            "strides " + s + " beyond the kernel " + k, "strides within it", "use padding same");
      }
      sizes.add(n < 0 ? -1 : w.same() ? n * s.get(i) : (n - 1) * s.get(i) + k.get(i));
    }
    long in = w.in().channels();
    SDVariable kernel =
        axes == 1
            ? w.wide(layer.weight("kernel", k.get(0), filters, in), filters, in)
            : layer.weight("kernel", k.get(0), k.get(1), filters, in);
    List<Long> size = Spatial.pair(k, 1);
    List<Long> step = Spatial.pair(s, 1);
    DeConv2DConfig config =
        DeConv2DConfig.builder()
            .kH(size.get(0))
            .kW(size.get(1))
            .sH(step.get(0))
            .sW(step.get(1))
            .dH(1)
            .dW(1)
            .isSameMode(w.same())
            .dataFormat("NHWC")
            .build();
    SDVariable y = layer.graph().cnn.deconv2d(w.in().maps(), kernel, config);
    w.finish(y, filters, sizes);
  }
}
