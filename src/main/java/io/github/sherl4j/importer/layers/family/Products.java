package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.importer.layers.Activation;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;

/** Layers that are a product with a matrix. */
public final class Products extends LayerTable {

  /** For {@link java.util.ServiceLoader}. */
  public Products() {
    entry("Dense", Products::dense);
    entry("EinsumDense", Products::einsum);
  }

  @Override
  public Optional<String> objection(String type, LayerConfig config) {
    if (config.has("quantization_mode") || config.has("lora_rank")) {
      return Optional.of(
          "quantised and low-rank weights are not mapped; merge them and save again");
    }
    if (type.equals("EinsumDense") && Contraction.of(config.text("equation", "")).isEmpty()) {
      return Optional.of(
          "equation "
              + config.text("equation", "?")
              + " is not mapped; the last axes of the input must meet the first of the kernel, as in"
              + " abc,cd->abd");
    }
    return Activation.objection(config, "activation");
  }

  /** x·kernel + bias over the last axis. */
  static SDVariable rows(
      LayerContext layer,
      LayerTensor like,
      SDVariable x,
      SDVariable kernel,
      SDVariable bias,
      List<Long> shape,
      long in,
      long out) {
    boolean flat = shape.size() == 2;
    SDVariable rows = flat ? x : layer.graph().reshape(x, -1, in);
    SDVariable y = SafeMatmul.matmul(layer.graph(), rows, kernel, false, false, out == 1);
    y = bias == null ? y : y.add(bias);
    if (flat) {
      return y;
    }
    List<Long> wide = new ArrayList<>(shape.subList(0, shape.size() - 1));
    wide.add(out);
    return layer.reshape(y, wide, like);
  }

  private static void dense(LayerContext layer) {
    LayerTensor x = layer.input();
    long in = x.width();
    long units = layer.config().size("units");
    SDVariable kernel = layer.weight("kernel", in, units);
    SDVariable bias = layer.config().flag("use_bias", true) ? layer.weight("bias", units) : null;
    List<Long> shape = new ArrayList<>(x.shape());
    shape.set(x.rank() - 1, units);
    layer.activated(rows(layer, x, x.variable(), kernel, bias, x.shape(), in, units), shape);
  }

  /** How an equation such as {@code abc,cde->abde} splits: kept, met and new axes. */
  private record Contraction(int kept, int met, int made, String output) {

    static Optional<Contraction> of(String equation) {
      String[] sides = equation.replace(" ", "").split("->", -1);
      String[] left = sides[0].split(",", -1);
      if (sides.length != 2 || left.length != 2) {
        return Optional.empty();
      }
      String x = left[0].replace("...", "");
      String w = left[1];
      String out = sides[1].replace("...", "");
      if (left[0].contains("...") || sides[1].contains("...")) {
        return Optional.empty();
      }
      for (int met = 1; met <= Math.min(x.length() - 1, w.length()); met++) {
        String kept = x.substring(0, x.length() - met);
        String made = w.substring(met);
        if (x.endsWith(w.substring(0, met)) && out.equals(kept + made)) {
          return Optional.of(new Contraction(kept.length(), met, made.length(), out));
        }
      }
      return Optional.empty();
    }
  }

  private static void einsum(LayerContext layer) {
    LayerTensor x = layer.input();
    Contraction c = Contraction.of(layer.config().text("equation", "")).orElseThrow();
    if (x.rank() != c.kept() + c.met()) {
      throw layer.config().corrupt("an input of shape " + x.shape(), c.kept() + c.met() + " axes");
    }
    List<Long> stored = layer.weightShapes().isEmpty() ? List.of() : layer.weightShapes().get(0);
    if (stored.size() != c.met() + c.made()) {
      throw layer.config().corrupt("a kernel of shape " + stored, c.met() + c.made() + " axes");
    }
    long in = product(stored.subList(0, c.met()));
    long out = product(stored.subList(c.met(), stored.size()));
    SDVariable kernel =
        layer.weight("kernel", stored.stream().mapToLong(Long::longValue).toArray());
    List<Long> shape = new ArrayList<>(x.shape().subList(0, c.kept()));
    shape.addAll(stored.subList(c.met(), stored.size()));
    SDVariable rows = layer.graph().reshape(x.variable(), -1, in);
    SDVariable y =
        SafeMatmul.matmul(
            layer.graph(), rows, layer.graph().reshape(kernel, in, out), false, false, out == 1);
    y = layer.reshape(y, shape, x);
    if (layer.config().has("bias_axes")) {
      List<Long> bias = layer.weightShapes().get(1);
      y = y.add(layer.weight("bias", bias.stream().mapToLong(Long::longValue).toArray()));
    }
    layer.activated(y, shape);
  }

  static long product(List<Long> sizes) {
    return sizes.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
  }
}
