package io.github.sherl4j.importer.onnx.write;

import static io.github.sherl4j.importer.onnx.write.TransformerParts.scope;

import io.github.sherl4j.importer.onnx.write.Weight.Fill;
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
  private final TransformerParts parts;

  EncoderGraph(EncoderModel model) {
    this.model = model;
    this.parts = new TransformerParts(nodes, model.width(), model.heads(), NORM_EPSILON);
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
    return parts.weights();
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
    return parts.layerNorm("embeddings.LayerNorm", sum);
  }

  private String lookup(String name, int rows, String ids) {
    String table = parts.weight("embeddings." + name + ".weight", Fill.NORMAL, rows, model.width());
    return nodes.add("/embeddings/" + name, "Gather", List.of(table, ids));
  }

  private String layer(int index, String in, String mask) {
    String layer = "encoder.layer." + index;
    String mixed = parts.attention(layer + ".attention.self", in, mask);
    String out = parts.attentionOutput(layer, mixed);
    String sum = nodes.add(scope(layer + ".attention.output"), "Add", List.of(out, in));
    String attended = parts.layerNorm(layer + ".attention.output.LayerNorm", sum);
    String narrow = parts.feedForward(layer, attended, model.feedForward());
    sum = nodes.add(scope(layer + ".output"), "Add", List.of(narrow, attended));
    String name = layer + ".output.LayerNorm";
    return index == model.layers() - 1
        ? parts.layerNormAs(OUTPUT, name, sum)
        : parts.layerNorm(name, sum);
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
}
