package io.github.sherl4j.importer.onnx.write;

import com.google.common.primitives.Longs;
import io.github.sherl4j.importer.onnx.write.Weight.Fill;
import java.util.ArrayList;
import java.util.List;
import onnx.Onnx.GraphProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;

/** The nodes and the list of weights of an {@link EncoderModel}, as PyTorch exports them. */
final class EncoderGraph {

  private static final String POSITIONS = "embeddings.position_ids";
  private static final String OUTPUT = "last_hidden_state";
  private static final float NORM_EPSILON = 1e-12f;

  private final EncoderModel model;
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("sherl4j_encoder");
  private final GraphNodes nodes = new GraphNodes(graph);
  private final List<Weight> weights = new ArrayList<>();

  EncoderGraph(EncoderModel model) {
    this.model = model;
    String mask = mask();
    String hidden = embeddings();
    for (int i = 0; i < model.layers(); i++) {
      hidden = layer(i, hidden, mask);
    }
    input("input_ids");
    input("attention_mask");
    if (model.tokenTypes()) {
      input("token_type_ids");
    }
    graph.addOutput(value(OUTPUT, TensorProto.DataType.FLOAT_VALUE, size(model.width())));
  }

  /** Everything but the initializers. */
  GraphProto nodes() {
    return graph.build();
  }

  /** The float weights in the order in which they are used. */
  List<Weight> weights() {
    return List.copyOf(weights);
  }

  /** 0, 1, 2 … as INT64 [1, maxLength], of which a run takes its beginning. */
  Initializer positionIds() {
    TensorProto.Builder ids =
        TensorProto.newBuilder()
            .setName(POSITIONS)
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(1)
            .addDims(model.maxLength());
    for (long i = 0; i < model.maxLength(); i++) {
      ids.addInt64Data(i);
    }
    return new Initializer(ids.build(), 0, out -> {});
  }

  /** 0 where a token counts and the lowest float where it is padding, [batch, 1, 1, sequence]. */
  private String mask() {
    String row = nodes.add("", "Unsqueeze", List.of("attention_mask", nodes.vector("", 1)));
    String cube = nodes.add("", "Unsqueeze", List.of(row, nodes.vector("", 2)));
    String open =
        nodes.add(
            "", "Cast", List.of(cube), GraphNodes.integer("to", TensorProto.DataType.FLOAT_VALUE));
    String closed = nodes.add("", "Sub", List.of(nodes.number("", 1), open));
    return nodes.add("", "Mul", List.of(closed, nodes.number("", -Float.MAX_VALUE)));
  }

  private String embeddings() {
    String scope = "/embeddings";
    String shape = nodes.add(scope, "Shape", List.of("input_ids"));
    String length =
        nodes.add(
            scope, "Gather", List.of(shape, nodes.index(scope, 1)), GraphNodes.integer("axis", 0));
    String from = nodes.vector(scope, 0);
    String to = nodes.add(scope, "Unsqueeze", List.of(length, nodes.vector(scope, 0)));
    String axis = nodes.vector(scope, 1);
    String step = nodes.vector(scope, 1);
    String positions = nodes.add(scope, "Slice", List.of(POSITIONS, from, to, axis, step));
    String sum = lookup("word_embeddings", model.vocabulary(), "input_ids");
    if (model.tokenTypes()) {
      String types = lookup("token_type_embeddings", EncoderModel.TOKEN_TYPES, "token_type_ids");
      sum = nodes.add(scope, "Add", List.of(sum, types));
    }
    String places = lookup("position_embeddings", model.maxLength(), positions);
    sum = nodes.add(scope, "Add", List.of(sum, places));
    return layerNorm("embeddings.LayerNorm", sum, false);
  }

  private String lookup(String name, int rows, String ids) {
    String table = weight("embeddings." + name + ".weight", Fill.NORMAL, rows, model.width());
    return nodes.add("/embeddings/" + name, "Gather", List.of(table, ids));
  }

  private String layer(int index, String in, String mask) {
    String layer = "encoder.layer." + index;
    String attended = attention(layer, in, mask);
    int width = model.width();
    String wide = linear(layer + ".intermediate.dense", attended, width, model.feedForward());
    String active = gelu("/encoder/layer." + index + "/intermediate/intermediate_act_fn", wide);
    String narrow = linear(layer + ".output.dense", active, model.feedForward(), width);
    String sum = nodes.add(scope(layer + ".output"), "Add", List.of(narrow, attended));
    return layerNorm(layer + ".output.LayerNorm", sum, index == model.layers() - 1);
  }

  private String attention(String layer, String in, String mask) {
    int width = model.width();
    String self = layer + ".attention.self";
    String scope = scope(self);
    String query = heads(scope, linear(self + ".query", in, width, width), 0L, 2L, 1L, 3L);
    String key = heads(scope, linear(self + ".key", in, width, width), 0L, 2L, 3L, 1L);
    String value = heads(scope, linear(self + ".value", in, width, width), 0L, 2L, 1L, 3L);
    String products = nodes.add(scope, "MatMul", List.of(query, key));
    String root = nodes.number(scope, (float) Math.sqrt((double) width / model.heads()));
    String scaled = nodes.add(scope, "Div", List.of(products, root));
    String masked = nodes.add(scope, "Add", List.of(scaled, mask));
    String parts = nodes.add(scope, "Softmax", List.of(masked), GraphNodes.integer("axis", -1));
    String mixed = nodes.add(scope, "MatMul", List.of(parts, value));
    String back =
        nodes.add(scope, "Transpose", List.of(mixed), GraphNodes.integers("perm", 0L, 2L, 1L, 3L));
    String joined = reshape(scope, back, width);
    String out = linear(layer + ".attention.output.dense", joined, width, width);
    String sum = nodes.add(scope(layer + ".attention.output"), "Add", List.of(out, in));
    return layerNorm(layer + ".attention.output.LayerNorm", sum, false);
  }

  private String heads(String scope, String in, Long... permutation) {
    String split = reshape(scope, in, model.heads(), model.width() / model.heads());
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

  private String layerNorm(String name, String in, boolean last) {
    String scope = scope(name);
    String mean = nodes.add(scope, "ReduceMean", List.of(in), GraphNodes.integers("axes", -1L));
    String centred = nodes.add(scope, "Sub", List.of(in, mean));
    String square = nodes.add(scope, "Pow", List.of(centred, nodes.number(scope, 2)));
    String variance =
        nodes.add(scope, "ReduceMean", List.of(square), GraphNodes.integers("axes", -1L));
    String safe = nodes.add(scope, "Add", List.of(variance, nodes.number(scope, NORM_EPSILON)));
    String deviation = nodes.add(scope, "Sqrt", List.of(safe));
    String unit = nodes.add(scope, "Div", List.of(centred, deviation));
    String gain = weight(name + ".weight", Fill.ONES, model.width());
    String scaled = nodes.add(scope, "Mul", List.of(unit, gain));
    List<String> operands = List.of(scaled, weight(name + ".bias", Fill.ZEROS, model.width()));
    return last ? nodes.addAs(OUTPUT, scope, "Add", operands) : nodes.add(scope, "Add", operands);
  }

  private String weight(String name, Fill fill, long... dims) {
    weights.add(new Weight(name, Longs.asList(dims), fill));
    return name;
  }

  private void input(String name) {
    graph.addInput(value(name, TensorProto.DataType.INT64_VALUE));
  }

  private static ValueInfoProto value(String name, int type, Dimension... more) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(Dimension.newBuilder().setDimParam("batch"))
            .addDim(Dimension.newBuilder().setDimParam("sequence"))
            .addAllDim(List.of(more));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }

  private static Dimension size(long size) {
    return Dimension.newBuilder().setDimValue(size).build();
  }

  /** {@code a.layer.0.b} as a scope: {@code /a/layer.0/b}. */
  static String scope(String weightName) {
    return "/" + weightName.replaceAll("\\.(?!\\d)", "/");
  }
}
