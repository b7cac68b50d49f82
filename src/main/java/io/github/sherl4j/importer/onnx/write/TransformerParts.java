package io.github.sherl4j.importer.onnx.write;

import com.google.common.primitives.Longs;
import io.github.sherl4j.importer.onnx.write.Weight.Fill;
import java.util.ArrayList;
import java.util.List;

/**
 * What transformers are made of, with the nodes of a PyTorch export and the names of Hugging Face's
 * weights: attention, the two matrices with exact GELU, composed layer norm.
 */
final class TransformerParts {

  private final GraphNodes nodes;
  private final int width;
  private final int heads;
  private final float epsilon;
  private final List<Weight> weights = new ArrayList<>();

  /**
   * @param heads must divide {@code width}
   * @param epsilon of layer norms
   */
  TransformerParts(GraphNodes nodes, int width, int heads, float epsilon) {
    this.nodes = nodes;
    this.width = width;
    this.heads = heads;
    this.epsilon = epsilon;
  }

  /** The float weights in the order in which they are used. */
  List<Weight> weights() {
    return List.copyOf(weights);
  }

  /** Notes a weight and returns its name. */
  String weight(String name, Fill fill, long... dims) {
    weights.add(new Weight(name, Longs.asList(dims), fill));
    return name;
  }

  /**
   * The heads' mixtures side by side, [batch, sequence, width].
   *
   * @param self name of the module with query, key and value
   * @param mask is added before the softmax; null for none
   */
  String attention(String self, String in, String mask) {
    String scope = scope(self);
    String query = heads(scope, linear(self + ".query", in, width, width), 0L, 2L, 1L, 3L);
    String key = heads(scope, linear(self + ".key", in, width, width), 0L, 2L, 3L, 1L);
    String value = heads(scope, linear(self + ".value", in, width, width), 0L, 2L, 1L, 3L);
    String products = nodes.add(scope, "MatMul", List.of(query, key));
    String root = nodes.number(scope, (float) Math.sqrt((double) width / heads));
    String scaled = nodes.add(scope, "Div", List.of(products, root));
    String masked = mask == null ? scaled : nodes.add(scope, "Add", List.of(scaled, mask));
    String parts = nodes.add(scope, "Softmax", List.of(masked), GraphNodes.integer("axis", -1));
    String mixed = nodes.add(scope, "MatMul", List.of(parts, value));
    String back =
        nodes.add(scope, "Transpose", List.of(mixed), GraphNodes.integers("perm", 0L, 2L, 1L, 3L));
    return reshape(scope, back, width);
  }

  /** The matrix after {@link #attention}. */
  String attentionOutput(String layer, String mixed) {
    return linear(layer + ".attention.output.dense", mixed, width, width);
  }

  /** A matrix to {@code inner}, exact GELU, a matrix back. */
  String feedForward(String layer, String in, int inner) {
    String wide = linear(layer + ".intermediate.dense", in, width, inner);
    String active = gelu(scope(layer + ".intermediate.intermediate_act_fn"), wide);
    return linear(layer + ".output.dense", active, inner, width);
  }

  private String heads(String scope, String in, Long... permutation) {
    String split = reshape(scope, in, heads, width / heads);
    return nodes.add(scope, "Transpose", List.of(split), GraphNodes.integers("perm", permutation));
  }

  /** Keeps batch and sequence as they are when the model runs, and sets the dimensions after. */
  private String reshape(String scope, String in, long... rest) {
    List<String> dims = new ArrayList<>();
    for (int axis = 0; axis < 2; axis++) {
      String shape = nodes.add(scope, "Shape", List.of(in));
      String dim =
          nodes.add(
              scope,
              "Gather",
              List.of(shape, nodes.index(scope, axis)),
              GraphNodes.integer("axis", 0));
      dims.add(nodes.add(scope, "Unsqueeze", List.of(dim, nodes.vector(scope, 0))));
    }
    for (long size : rest) {
      dims.add(nodes.vector(scope, size));
    }
    String shape = nodes.add(scope, "Concat", dims, GraphNodes.integer("axis", 0));
    return nodes.add(scope, "Reshape", List.of(in, shape));
  }

  private String linear(String name, String in, int from, int to) {
    String matrix = weight(name + ".weight", Fill.NORMAL, from, to);
    String product = nodes.add(scope(name), "MatMul", List.of(in, matrix));
    String bias = weight(name + ".bias", Fill.ZEROS, to);
    return nodes.add(scope(name), "Add", List.of(bias, product));
  }

  private String gelu(String scope, String in) {
    String root = nodes.number(scope, (float) Math.sqrt(2));
    String erf = nodes.add(scope, "Erf", List.of(nodes.add(scope, "Div", List.of(in, root))));
    String plusOne = nodes.add(scope, "Add", List.of(erf, nodes.number(scope, 1)));
    String product = nodes.add(scope, "Mul", List.of(in, plusOne));
    return nodes.add(scope, "Mul", List.of(product, nodes.number(scope, 0.5f)));
  }

  /** Layer norm over the last axis. */
  String layerNorm(String name, String in) {
    return nodes.add(scope(name), "Add", scaled(name, in));
  }

  /** The same with an output whose name is given. */
  String layerNormAs(String output, String name, String in) {
    return nodes.addAs(output, scope(name), "Add", scaled(name, in));
  }

  private List<String> scaled(String name, String in) {
    String scope = scope(name);
    String mean = nodes.add(scope, "ReduceMean", List.of(in), GraphNodes.integers("axes", -1L));
    String centred = nodes.add(scope, "Sub", List.of(in, mean));
    String square = nodes.add(scope, "Pow", List.of(centred, nodes.number(scope, 2)));
    String variance =
        nodes.add(scope, "ReduceMean", List.of(square), GraphNodes.integers("axes", -1L));
    String safe = nodes.add(scope, "Add", List.of(variance, nodes.number(scope, epsilon)));
    String deviation = nodes.add(scope, "Sqrt", List.of(safe));
    String unit = nodes.add(scope, "Div", List.of(centred, deviation));
    String gain = weight(name + ".weight", Fill.ONES, width);
    String scaled = nodes.add(scope, "Mul", List.of(unit, gain));
    return List.of(scaled, weight(name + ".bias", Fill.ZEROS, width));
  }

  /** {@code a.layer.0.b} as a scope: {@code /a/layer.0/b}. */
  static String scope(String weightName) {
    return "/" + weightName.replaceAll("\\.(?!\\d)", "/");
  }
}
