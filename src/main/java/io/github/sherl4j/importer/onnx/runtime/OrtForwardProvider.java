package io.github.sherl4j.importer.onnx.runtime;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.Forward;
import io.github.sherl4j.importer.ForwardProvider;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.onnx.write.OnnxPart;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** {@code onnxruntime}: runs parts of ONNX files, cut out in memory. Thread-safe. */
public final class OrtForwardProvider implements ForwardProvider {

  /** For {@link java.util.ServiceLoader}. */
  public OrtForwardProvider() {}

  @Override
  public String name() {
    return "onnxruntime";
  }

  @Override
  public String format() {
    return "onnx";
  }

  @Override
  public Forward open(Path file, ImportOptions options, Collection<String> tensors) {
    try {
      OnnxRuntime.load();
      List<String> outputs = List.copyOf(tensors);
      return OrtForward.open(
          OnnxPart.of(file, options.externalData(), outputs), outputs, file.toString());
    } catch (LinkageError e) {
      throw new BadInputException(
          "no usable ONNX Runtime (" + e + ")",
          OnnxRuntimeProvider.COORDINATES + " on the class path",
          "--early-engine " + name(),
          "add the dependency "
              + OnnxRuntimeProvider.COORDINATES
              + " (and leave org.nd4j:nd4j-onnxruntime out, which hides it), or leave"
              + " --early-engine out",
          e);
    }
  }
}
