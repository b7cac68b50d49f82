package io.github.sherl4j.engine;

import io.github.sherl4j.internal.Origins;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;

/** What ND4J runs on; nothing here or elsewhere names a backend's classes. */
public final class Backends {

  private Backends() {}

  private static final Pattern CUDA_JAR = Pattern.compile("nd4j-cuda-(\\d+(\\.\\d+)?)");
  private static final List<String> EXTENSIONS =
      List.of("", "-compat", "-avx2", "-avx512", "-onednn", "-onednn-avx2", "-onednn-avx512");

  /**
   * A backend on the class path.
   *
   * @param name its simple class name
   * @param source its jar or folder
   */
  public record Found(String name, String source) {

    /** The CUDA release that it was made for, such as {@code 11.6}; empty for a CPU backend. */
    public Optional<String> cuda() {
      if (!name.toLowerCase(Locale.ROOT).contains("cublas")) {
        return Optional.empty();
      }
      Matcher jar = CUDA_JAR.matcher(source);
      return Optional.of(jar.find() ? jar.group(1) : "11.x");
    }
  }

  /** All backends on the class path; ND4J starts with the first that can run here. */
  public static List<Found> found() {
    List<Found> found = new ArrayList<>();
    ServiceLoader.load(Nd4jBackend.class).stream()
        .map(ServiceLoader.Provider::type)
        .forEach(t -> found.add(new Found(t.getSimpleName(), Origins.source(t))));
    return found;
  }

  /** The first backend's simple class name, or {@code none}. */
  public static String name() {
    return found().stream().findFirst().map(Found::name).orElse("none");
  }

  /** The CUDA release that a backend on the class path needs; empty for CPU backends. */
  public static Optional<String> cudaNeeded() {
    return found().stream().flatMap(f -> f.cuda().stream()).findFirst();
  }

  /** The native binaries' platform, such as {@code linux-x86_64} with its extension if any. */
  public static String binaries() {
    String extension = System.getProperty("org.bytedeco.javacpp.platform.extension", "");
    return Loader.getPlatform() + extension;
  }

  /** Platforms with extensions whose CPU binaries for this machine are on the class path. */
  public static List<String> binariesOnClassPath() {
    ClassLoader loader = Nd4jBackend.class.getClassLoader();
    return EXTENSIONS.stream()
        .map(extension -> Loader.getPlatform() + extension)
        .filter(p -> loader.getResource("org/nd4j/linalg/cpu/nativecpu/bindings/" + p) != null)
        .toList();
  }

  /** JavaCPP's limit on the memory of the whole process ({@code maxPhysicalBytes}), bytes. */
  public static long nativeLimitBytes() {
    return Pointer.maxPhysicalBytes();
  }

  /** JavaCPP's limit on what it allocates outside the heap ({@code maxBytes}), bytes. */
  public static long offHeapLimitBytes() {
    return Pointer.maxBytes();
  }

  /** What would keep training from working here, one line each with the remedy. */
  public static List<String> problems() {
    List<String> problems = new ArrayList<>();
    List<Found> found = found();
    if (found.isEmpty()) {
      problems.add(
          "no ND4J backend on the class path; add org.nd4j:nd4j-native:1.0.0-M2.1 and the same"
              + " with this machine's classifier");
      return problems;
    }
    if (found.size() > 1) {
      problems.add(
          found.size()
              + " ND4J backends on the class path ("
              + found.stream().map(Found::source).collect(Collectors.joining(", "))
              + "); keep one of nd4j-native and nd4j-cuda-11.6");
    }
    boolean cpu = found.stream().anyMatch(f -> f.cuda().isEmpty());
    if (cpu && !binariesOnClassPath().contains(binaries())) {
      problems.add(
          "no binaries of nd4j-native for "
              + binaries()
              + " on the class path; add org.nd4j:nd4j-native with the classifier "
              + binaries());
      return problems;
    }
    try (INDArray sum = Nd4j.ones(2, 2).mmul(Nd4j.ones(2, 2))) {
      if (sum.sumNumber().doubleValue() != 8) {
        problems.add("the backend multiplies matrices wrongly; use other binaries");
      }
    } catch (LinkageError | RuntimeException e) {
      problems.add("the backend does not start: " + rootCause(e));
    }
    return problems;
  }

  private static Throwable rootCause(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
