package io.github.sherl4j.importer.onnx.write;

import static io.github.sherl4j.importer.onnx.write.TransformerParts.scope;

import io.github.sherl4j.importer.onnx.write.Weight.Fill;
import java.util.ArrayList;
import java.util.List;
import onnx.Onnx.GraphProto;

/** The nodes and the list of weights of a {@link BottleneckModel}. */
final class BottleneckGraph {

  private static final String OUTPUT = "features";

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("sherl4j_resnet");
  private final GraphNodes nodes = new GraphNodes(graph);
  private final List<Weight> weights = new ArrayList<>();

  BottleneckGraph(BottleneckModel model) {
    String map = relu("/relu", conv("conv1", PictureValues.INPUT, 3, model.channels(), 7, 2));
    map =
        nodes.add(
            "/maxpool",
            "MaxPool",
            List.of(map),
            GraphNodes.integers("kernel_shape", 3L, 3L),
            GraphNodes.integers("pads", 1L, 1L, 1L, 1L),
            GraphNodes.integers("strides", 2L, 2L));
    int from = model.channels();
    int narrow = model.channels();
    int side = half(half(model.side()));
    int stages = model.blocks().size();
    for (int s = 0; s < stages; s++, narrow *= 2) {
      int count = model.blocks().get(s);
      side = s == 0 ? side : half(side);
      for (int b = 0; b < count; b++) {
        String name = "layer" + (s + 1) + "." + b;
        String sum = block(name, map, from, narrow, s > 0 && b == 0 ? 2 : 1);
        from = BottleneckModel.EXPANSION * narrow;
        boolean last = s == stages - 1 && b == count - 1;
        map =
            last
                ? nodes.addAs(OUTPUT, scope(name) + "/relu", "Relu", List.of(sum))
                : relu(scope(name) + "/relu", sum);
      }
    }
    graph.addInput(PictureValues.pictures(model.side()));
    graph.addOutput(PictureValues.of(OUTPUT, from, side, side));
  }

  GraphProto nodes() {
    return graph.build();
  }

  List<Weight> weights() {
    return List.copyOf(weights);
  }

  /** The sum of shortcut and convolutions, before the rectifier. */
  private String block(String name, String in, int from, int narrow, int stride) {
    int to = BottleneckModel.EXPANSION * narrow;
    String relu = scope(name) + "/relu";
    String first = relu(relu, conv(name + ".conv1", in, from, narrow, 1, 1));
    String second = relu(relu, conv(name + ".conv2", first, narrow, narrow, 3, stride));
    String third = conv(name + ".conv3", second, narrow, to, 1, 1);
    boolean same = from == to && stride == 1;
    String shortcut = same ? in : conv(name + ".downsample.0", in, from, to, 1, stride);
    return nodes.add(scope(name), "Add", List.of(third, shortcut));
  }

  private String conv(String name, String in, long from, long to, long size, long stride) {
    weights.add(new Weight(name + ".weight", List.of(to, from, size, size), Fill.NORMAL));
    weights.add(new Weight(name + ".bias", List.of(to), Fill.ZEROS));
    long pad = size / 2;
    return nodes.add(
        scope(name),
        "Conv",
        List.of(in, name + ".weight", name + ".bias"),
        GraphNodes.integers("dilations", 1L, 1L),
        GraphNodes.integer("group", 1),
        GraphNodes.integers("kernel_shape", size, size),
        GraphNodes.integers("pads", pad, pad, pad, pad),
        GraphNodes.integers("strides", stride, stride));
  }

  private String relu(String scope, String in) {
    return nodes.add(scope, "Relu", List.of(in));
  }

  private static int half(int side) {
    return (side + 1) / 2;
  }
}
