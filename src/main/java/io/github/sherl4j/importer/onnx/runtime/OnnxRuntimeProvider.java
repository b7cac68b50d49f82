package io.github.sherl4j.importer.onnx.runtime;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.Reference;
import io.github.sherl4j.importer.ReferenceProvider;
import io.github.sherl4j.importer.onnx.write.OnnxOutputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Runs ONNX files with ONNX Runtime. A copy of the model with more outputs lies in a temporary
 * folder while it is opened. Thread-safe.
 */
public final class OnnxRuntimeProvider implements ReferenceProvider {

  static final String COORDINATES = "com.microsoft.onnxruntime:onnxruntime:1.23.2";

  /** For {@link java.util.ServiceLoader}. */
  public OnnxRuntimeProvider() {}

  @Override
  public String format() {
    return "onnx";
  }

  @Override
  public Reference open(Path file, ImportOptions options, Collection<String> tensors) {
    try {
      OnnxRuntime.load();
      return opened(file, options, tensors);
    } catch (LinkageError e) {
      throw new BadInputException(
          "no usable ONNX Runtime (" + e + ")",
          COORDINATES + " on the class path",
          file.toString(),
          "add the dependency "
              + COORDINATES
              + " (and leave org.nd4j:nd4j-onnxruntime out, which hides it), or give recorded"
              + " numbers with --golden",
          e);
    } catch (IOException e) {
      throw new BadInputException(
          "no room for a copy of the model (" + e.getMessage() + ")",
          "a writable temporary folder",
          System.getProperty("java.io.tmpdir"),
          "name another one with -Djava.io.tmpdir",
          e);
    }
  }

  private static Reference opened(Path file, ImportOptions options, Collection<String> tensors)
      throws IOException {
    Path folder = Files.createTempDirectory("sherl-verify");
    Path copy = folder.resolve("model.onnx");
    try {
      OnnxOutputs.expose(file, options.externalData(), copy, tensors);
      return OnnxRuntime.open(copy, file.toString(), tensors);
    } finally {
      Files.deleteIfExists(copy);
      Files.deleteIfExists(folder);
    }
  }
}
