package io.github.sherl4j.importer.onnx.write;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.OperatorSetIdProto;

/** A file of a graph with random weights. */
final class RandomFile {

  private static final int OPSET = 13;
  private static final int IR_VERSION = 7;

  private RandomFile() {}

  /**
   * Creates or replaces a file.
   *
   * @param graph everything but the initializers
   * @param others initializers that are not random; they come first
   */
  static void write(
      Path file, GraphProto graph, List<Weight> weights, long seed, Initializer... others) {
    ModelProto frame =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("sherl4j")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .build();
    SplittableRandom random = new SplittableRandom(seed);
    List<Initializer> initializers = new ArrayList<>(List.of(others));
    weights.forEach(w -> initializers.add(w.initializer(random)));
    ModelStream.write(file, frame, graph, initializers);
  }
}
