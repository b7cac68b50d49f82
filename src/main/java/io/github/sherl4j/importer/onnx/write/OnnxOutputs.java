package io.github.sherl4j.importer.onnx.write;

import io.github.sherl4j.importer.onnx.OnnxModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ValueInfoProto;

/** Copies an ONNX file with more of its tensors as outputs. Stateless, thread-safe. */
public final class OnnxOutputs {

  private OnnxOutputs() {}

  /**
   * Copies a model; the copy holds all weights itself, also those that lay in other files.
   *
   * @param externalData whether initializers may lie in other files of the folder of {@code in}
   * @param tensors names of tensors of the graph to add to its outputs
   * @throws io.github.sherl4j.SherlException if {@code in} is no sound ONNX file or {@code out}
   *     cannot be written
   */
  public static void expose(Path in, boolean externalData, Path out, Collection<String> tensors) {
    try (OnnxModel model = OnnxModel.open(in, externalData)) {
      GraphProto.Builder graph = model.proto().getGraph().toBuilder();
      Set<String> outputs = new LinkedHashSet<>(tensors);
      graph.getOutputList().forEach(o -> outputs.remove(o.getName()));
      graph.getInputList().forEach(i -> outputs.remove(i.getName()));
      outputs.forEach(o -> graph.addOutput(ValueInfoProto.newBuilder().setName(o)));
      List<Initializer> initializers = new ArrayList<>();
      for (int i = 0; i < graph.getInitializerCount(); i++) {
        initializers.add(Initializer.kept(model, i));
      }
      ModelStream.write(
          out,
          model.proto().toBuilder().clearGraph().build(),
          graph.clearInitializer().build(),
          initializers);
    }
  }
}
