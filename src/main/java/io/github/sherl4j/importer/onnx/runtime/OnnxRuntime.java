package io.github.sherl4j.importer.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import com.google.common.collect.ImmutableSet;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.format.NpyArray;
import io.github.sherl4j.importer.Reference;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One session of ONNX Runtime, without optimisations. */
final class OnnxRuntime implements Reference {

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Set<String> tensors;
  private final String where;

  private OnnxRuntime(
      OrtEnvironment environment, OrtSession session, Set<String> tensors, String where) {
    this.environment = environment;
    this.session = session;
    this.tensors = tensors;
    this.where = where;
  }

  /** Fails with a {@link LinkageError} if the library is missing, too old, or does not load. */
  static void load() {
    String version = OrtEnvironment.getEnvironment().getVersion();
    if (version.isEmpty()) {
      throw new UnsatisfiedLinkError("no version");
    }
  }

  static OnnxRuntime open(Path file, String where, Collection<String> tensors) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      OrtSession session = environment.createSession(file.toString(), options);
      Set<String> shown = ImmutableSet.copyOf(tensors);
      return new OnnxRuntime(environment, session, shown, where);
    } catch (OrtException e) {
      throw refused(e, where);
    }
  }

  @Override
  public String name() {
    return "ONNX Runtime " + environment.getVersion();
  }

  @Override
  public Map<String, NpyArray> run(Map<String, INDArray> feeds) {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, INDArray> e : feeds.entrySet()) {
        if (session.getInputNames().contains(e.getKey())) {
          inputs.put(
              e.getKey(),
              OrtTensors.of(
                  environment, e.getValue(), session.getInputInfo().get(e.getKey()).getInfo()));
        }
      }
      Map<String, NpyArray> results = new LinkedHashMap<>();
      try (OrtSession.Result result = session.run(inputs)) {
        for (Map.Entry<String, OnnxValue> e : result) {
          if (tensors.contains(e.getKey()) && e.getValue() instanceof OnnxTensor t) {
            OrtTensors.copy(e.getKey(), t).ifPresent(a -> results.put(e.getKey(), a));
          }
        }
      }
      return results;
    } catch (OrtException e) {
      throw refused(e, where);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static BadInputException refused(OrtException e, String where) {
    return new BadInputException(
        "a model that ONNX Runtime does not run (" + e.getMessage() + ")",
        "one that it runs on such inputs",
        where,
        "pin sizes that belong together with --shape, or record numbers of the original model and"
            + " give them with --golden",
        e);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw refused(e, where);
    }
  }
}
