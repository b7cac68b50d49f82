package io.github.sherl4j.importer.dl4j;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.importer.layers.LayerConfig;
import java.util.ArrayList;
import java.util.List;

/** Convolutions, and layers that pad, cut and enlarge maps. */
final class ConvolutionWords {

  private ConvolutionWords() {}

  static void add() {
    for (String type : List.of("ConvolutionLayer", "Convolution2D")) {
      Table.add(type, Kind.MAPS, s -> plain(s, 2));
    }
    for (String type : List.of("Convolution1DLayer", "Convolution1D")) {
      Table.add(type, Kind.SEQUENCE, s -> plain(s, 1));
    }
    Table.add("DepthwiseConvolution2D", Kind.MAPS, ConvolutionWords::depthwise);
    Table.add("SeparableConvolution2D", Kind.MAPS, ConvolutionWords::separable);
    Table.add("Deconvolution2D", Kind.MAPS, ConvolutionWords::turned);
  }

  /** The settings that all convolutions share; explicit padding becomes a step of its own. */
  private static ObjectNode window(Scribe s, int axes) {
    List<Long> kernel = s.window("kernelSize", axes, 1, 1);
    List<Long> stride = s.window("stride", axes, 1, 1);
    List<Long> dilation = s.window("dilation", axes, 1, 1);
    ObjectNode settings = Json.object();
    settings.set("kernel_size", Json.list(kernel));
    settings.set("strides", Json.list(stride));
    settings.set("dilation_rate", Json.list(dilation));
    settings.put("padding", padding(s, axes, kernel, stride, dilation));
    settings.put("use_bias", s.config().flag("hasBias", true));
    settings.put("activation", s.activation("activationFn"));
    return settings;
  }

  private static String padding(
      Scribe s, int axes, List<Long> kernel, List<Long> stride, List<Long> dilation) {
    String mode = s.config().text("convolutionMode", "Truncate");
    if (mode.equals("Same")) {
      return "same";
    }
    if (mode.equals("Causal")) {
      if (axes != 1) {
        s.unsupported("Causal convolution over two axes is not mapped; use Same");
      }
      return "causal";
    }
    if (!mode.equals("Truncate") && !mode.equals("Strict")) {
      throw s.config().corrupt("convolutionMode " + mode, "Same, Truncate, Strict or Causal");
    }
    List<Long> pads = s.window("padding", axes, 0, 0);
    boolean same = true;
    boolean none = true;
    for (int i = 0; i < axes; i++) {
      long reach = (kernel.get(i) - 1) * dilation.get(i);
      same &= stride.get(i) == 1 && 2 * pads.get(i) == reach;
      none &= pads.get(i) == 0;
    }
    if (!same && !none) {
      pad(s, "padding", axes, pads);
    }
    return same && !none ? "same" : "valid";
  }

  private static void pad(Scribe s, String word, int axes, List<Long> pads) {
    ObjectNode settings = Json.object();
    settings.set("padding", Json.list(pads));
    s.step(word, "ZeroPadding" + axes + "D", settings);
  }

  /** The vector holds the bias before the kernel. */
  private static List<Param> params(LayerConfig c, long bias, Param... kernels) {
    List<Param> params = new ArrayList<>();
    if (c.flag("hasBias", true)) {
      params.add(Param.of("b", 'c', bias));
    }
    params.addAll(List.of(kernels));
    return params;
  }

  private static String[] reading(LayerConfig c, String... kernels) {
    List<String> names = new ArrayList<>(List.of(kernels));
    if (c.flag("hasBias", true)) {
      names.add("b");
    }
    return names.toArray(new String[0]);
  }

  /** Over one axis the kernel is [size, in, out], whatever shape its parameter has. */
  private static void plain(Scribe s, int axes) {
    LayerConfig c = s.config();
    ObjectNode settings = window(s, axes);
    List<Long> k = s.window("kernelSize", axes, 1, 1);
    long in = c.size("nin");
    long out = c.size("nout");
    settings.put("filters", out);
    Param kernel =
        axes == 1
            ? Param.of("W", 'c', k.get(0), in, out)
            : Param.of("W", 'c', out, in, k.get(0), k.get(1)).turned(2, 3, 1, 0);
    s.weights(params(c, out, kernel), reading(c, "W"));
    s.last("Conv" + axes + "D", settings);
  }

  private static void depthwise(Scribe s) {
    LayerConfig c = s.config();
    ObjectNode settings = window(s, 2);
    List<Long> k = s.window("kernelSize", 2, 1, 1);
    long in = c.size("nin");
    long each = c.size("depthMultiplier");
    settings.put("depth_multiplier", each);
    Param kernel = Param.of("W", 'c', k.get(0), k.get(1), in, each);
    s.weights(params(c, Math.multiplyExact(in, each), kernel), reading(c, "W"));
    s.last("DepthwiseConv2D", settings);
  }

  private static void separable(Scribe s) {
    LayerConfig c = s.config();
    ObjectNode settings = window(s, 2);
    List<Long> k = s.window("kernelSize", 2, 1, 1);
    long in = c.size("nin");
    long out = c.size("nout");
    long each = c.size("depthMultiplier");
    settings.put("depth_multiplier", each);
    settings.put("filters", out);
    s.weights(
        params(
            c,
            out,
            Param.of("W", 'c', each, in, k.get(0), k.get(1)).turned(2, 3, 1, 0),
            Param.of("pW", 'c', out, Math.multiplyExact(each, in), 1, 1).turned(2, 3, 1, 0)),
        reading(c, "W", "pW"));
    s.last("SeparableConv2D", settings);
  }

  /** Explicit padding takes as much away from each side of the full result. */
  private static void turned(Scribe s) {
    LayerConfig c = s.config();
    List<Long> k = s.window("kernelSize", 2, 1, 1);
    List<Long> pads = s.window("padding", 2, 0, 0);
    if (s.window("dilation", 2, 1, 1).stream().anyMatch(d -> d != 1)) {
      s.unsupported("a Deconvolution2D with dilation is not mapped; use none");
    }
    boolean same = c.text("convolutionMode", "Truncate").equals("Same");
    boolean cut = !same && pads.stream().anyMatch(p -> p > 0);
    long in = c.size("nin");
    long out = c.size("nout");
    ObjectNode settings = Json.object();
    settings.set("kernel_size", Json.list(k));
    settings.set("strides", Json.list(s.window("stride", 2, 1, 1)));
    settings.put("padding", same ? "same" : "valid");
    settings.put("filters", out);
    settings.put("use_bias", c.flag("hasBias", true));
    settings.put("activation", s.activation("activationFn"));
    Param kernel = Param.of("W", 'c', in, out, k.get(0), k.get(1)).turned(2, 3, 1, 0);
    s.weights(params(c, out, kernel), reading(c, "W"));
    if (!cut) {
      s.last("Conv2DTranspose", settings);
      return;
    }
    s.step("full", "Conv2DTranspose", settings);
    ObjectNode cropping = Json.object();
    cropping.set("cropping", Json.list(pads));
    s.last("Cropping2D", cropping);
  }
}
