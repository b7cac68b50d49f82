package io.github.sherl4j.importer.onnx.write;

import static io.github.sherl4j.importer.onnx.write.TransformerParts.scope;

import io.github.sherl4j.importer.onnx.write.Weight.Fill;
import java.util.List;
import onnx.Onnx.GraphProto;

/** The nodes and the list of weights of a {@link VisionTransformerModel}. */
final class VisionTransformerGraph {

  private static final float NORM_EPSILON = 1e-12f;
  private static final String OUTPUT = "last_hidden_state";

  private final VisionTransformerModel model;
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("sherl4j_vit");
  private final GraphNodes nodes = new GraphNodes(graph);
  private final TransformerParts parts;

  VisionTransformerGraph(VisionTransformerModel model) {
    this.model = model;
    this.parts = new TransformerParts(nodes, model.width(), model.heads(), NORM_EPSILON);
    String hidden = embeddings();
    for (int i = 0; i < model.layers(); i++) {
      hidden = layer("encoder.layer." + i, hidden);
    }
    parts.layerNormAs(OUTPUT, "layernorm", hidden);
    graph.addInput(PictureValues.pictures(model.side()));
    graph.addOutput(PictureValues.of(OUTPUT, model.tokens(), model.width()));
  }

  GraphProto nodes() {
    return graph.build();
  }

  List<Weight> weights() {
    return parts.weights();
  }

  private String embeddings() {
    String scope = "/embeddings";
    String patches = patches();
    String shape = nodes.add(scope, "Shape", List.of(PictureValues.INPUT));
    String batch =
        nodes.add(
            scope, "Gather", List.of(shape, nodes.index(scope, 0)), GraphNodes.integer("axis", 0));
    String rows = nodes.add(scope, "Unsqueeze", List.of(batch, nodes.vector(scope, 0)));
    String sizes =
        nodes.add(
            scope,
            "Concat",
            List.of(rows, nodes.vector(scope, 1), nodes.vector(scope, model.width())),
            GraphNodes.integer("axis", 0));
    String token = parts.weight("embeddings.cls_token", Fill.NORMAL, 1, 1, model.width());
    String tokens = nodes.add(scope, "Expand", List.of(token, sizes));
    String all =
        nodes.add(scope, "Concat", List.of(tokens, patches), GraphNodes.integer("axis", 1));
    String places =
        parts.weight(
            "embeddings.position_embeddings", Fill.NORMAL, 1, model.tokens(), model.width());
    return nodes.add(scope, "Add", List.of(all, places));
  }

  /** One token a patch, [batch, patches, width]. */
  private String patches() {
    String name = "embeddings.patch_embeddings.projection";
    long patch = model.patch();
    String kernel = parts.weight(name + ".weight", Fill.NORMAL, model.width(), 3, patch, patch);
    String bias = parts.weight(name + ".bias", Fill.ZEROS, model.width());
    String map =
        nodes.add(
            scope(name),
            "Conv",
            List.of(PictureValues.INPUT, kernel, bias),
            GraphNodes.integers("kernel_shape", patch, patch),
            GraphNodes.integers("strides", patch, patch));
    String scope = "/embeddings/patch_embeddings";
    String rows =
        nodes.add(scope, "Reshape", List.of(map, nodes.vector(scope, 0, model.width(), -1)));
    return nodes.add(scope, "Transpose", List.of(rows), GraphNodes.integers("perm", 0L, 2L, 1L));
  }

  private String layer(String layer, String in) {
    String normed = parts.layerNorm(layer + ".layernorm_before", in);
    String mixed = parts.attention(layer + ".attention.attention", normed, null);
    String attended = parts.attentionOutput(layer, mixed);
    String sum = nodes.add(scope(layer), "Add", List.of(attended, in));
    String second = parts.layerNorm(layer + ".layernorm_after", sum);
    String narrow = parts.feedForward(layer, second, model.feedForward());
    return nodes.add(scope(layer + ".output"), "Add", List.of(narrow, sum));
  }
}
