package io.github.sherl4j.cli.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.Ints;
import io.github.sherl4j.engine.Backends;
import java.util.List;
import java.util.Optional;

/** Which CUDA the backend needs and which is there. */
final class CudaCheck implements Check {

  private final CudaSearch search;

  CudaCheck(CudaSearch search) {
    this.search = search;
  }

  @Override
  public void examine(ObjectNode result, List<String> problems) {
    Optional<String> needed = Backends.cudaNeeded();
    CudaSearch.Result found = search.search();
    ObjectNode cuda = result.putObject("cuda");
    cuda.put("needed", needed.orElse(null)).put("found", found.text().orElse(null));
    needed.ifPresent(version -> compare(version, found, redistributed(), problems));
  }

  /**
   * Adds what keeps a CUDA backend from running.
   *
   * @param needed such as {@code 11.6}
   * @param redistributed whether CUDA's libraries come with the class path
   */
  static void compare(
      String needed, CudaSearch.Result found, boolean redistributed, List<String> problems) {
    String backend = "nd4j-cuda-" + needed;
    int major = major(needed);
    if (found.driver().isEmpty()) {
      problems.add(
          backend
              + " needs an NVIDIA driver for CUDA "
              + needed
              + " or newer and none answers (nvidia-smi); install one, or use nd4j-native");
    } else if (found.driverCuda().map(c -> older(c, needed)).orElse(false)) {
      problems.add(
          "the driver runs CUDA up to "
              + found.driverCuda().get()
              + " and "
              + backend
              + " needs "
              + needed
              + "; install a newer driver, or use nd4j-native");
    }
    if (!redistributed && !found.runtimes().containsKey(major)) {
      problems.add(
          backend
              + " needs the libraries of CUDA "
              + major
              + " and there are "
              + (found.runtimes().isEmpty() ? "none" : "those of " + found.runtimes().keySet())
              + "; install CUDA "
              + needed
              + ", or add org.bytedeco:cuda-platform-redist:11.6-8.3-1.5.7");
    }
  }

  private static boolean redistributed() {
    return Backends.class.getResource("/org/bytedeco/cuda/linux-x86_64/libcudart.so.11.0") != null
        || Backends.class.getResource("/org/bytedeco/cuda/windows-x86_64/cudart64_110.dll") != null;
  }

  private static boolean older(String version, String than) {
    int a = major(version);
    int b = major(than);
    return a < b || (a == b && minor(version) < minor(than));
  }

  private static int major(String version) {
    return number(version.split("\\.", -1)[0]);
  }

  private static int minor(String version) {
    String[] parts = version.split("\\.", -1);
    return parts.length < 2 ? 0 : number(parts[1]);
  }

  private static int number(String text) {
    Integer value = Ints.tryParse(text);
    return value == null ? 0 : value;
  }
}
