package io.github.sherl4j.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

/** What ND4J runs on; nothing here or elsewhere names a backend's classes. */
public final class Backends {

  private Backends() {}

  /** The backend's simple class name, or {@code none}. */
  public static String name() {
    Nd4jBackend backend = loadable();
    return backend == null ? "none" : backend.getClass().getSimpleName();
  }

  /** The CUDA generation that the backend on the class path needs; empty for a CPU backend. */
  public static Optional<String> cudaNeeded() {
    return name().toLowerCase(Locale.ROOT).contains("cublas")
        ? Optional.of("11.x")
        : Optional.empty();
  }

  /** The native binaries' platform, such as {@code linux-x86_64} with its extension if any. */
  public static String binaries() {
    String extension = System.getProperty("org.bytedeco.javacpp.platform.extension", "");
    return Loader.getPlatform() + extension;
  }

  /** JavaCPP's limit on native memory, bytes. */
  public static long nativeLimitBytes() {
    return Pointer.maxPhysicalBytes();
  }

  /** What would keep training from working here, one line each with the remedy. */
  public static List<String> problems() {
    List<String> problems = new ArrayList<>();
    long count = ServiceLoader.load(Nd4jBackend.class).stream().count();
    if (count == 0) {
      problems.add(
          "no ND4J backend on the class path; add org.nd4j:nd4j-native:1.0.0-M2.1 and the same"
              + " with this machine's classifier");
      return problems;
    }
    if (count > 1) {
      problems.add(
          count + " ND4J backends on the class path; keep one of nd4j-native and nd4j-cuda-11.6");
    }
    if (!"PASSIVE".equalsIgnoreCase(System.getenv("OMP_WAIT_POLICY"))) {
      problems.add(
          "OMP_WAIT_POLICY is not PASSIVE; set it before Java starts, steps are faster with it");
    }
    try (INDArray sum = Nd4j.ones(2, 2).mmul(Nd4j.ones(2, 2))) {
      if (sum.sumNumber().doubleValue() != 8) {
        problems.add("the backend multiplies matrices wrongly; use other binaries");
      }
    } catch (LinkageError e) {
      problems.add("the backend's native library does not load: " + e.getMessage());
    }
    return problems;
  }

  private static Nd4jBackend loadable() {
    return ServiceLoader.load(Nd4jBackend.class).findFirst().orElse(null);
  }
}
