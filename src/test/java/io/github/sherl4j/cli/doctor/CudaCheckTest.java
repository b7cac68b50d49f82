package io.github.sherl4j.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.engine.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which CUDA is needed and which is there, on machines made up of files. */
class CudaCheckTest {

  private static final String SMI =
      "| NVIDIA-SMI 535.54.03    Driver Version: 535.54.03    CUDA Version: %s     |";

  @TempDir Path root;

  private void file(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
  }

  private CudaSearch.Result search(Optional<String> smi, Map<String, String> environment) {
    return new CudaSearch(root, environment, () -> smi).search();
  }

  private static List<String> problems(CudaSearch.Result found, boolean redistributed) {
    List<String> problems = new ArrayList<>();
    CudaCheck.compare("11.6", found, redistributed, problems);
    return problems;
  }

  @Test
  void aMachineWithoutAny() {
    CudaSearch.Result found = search(Optional.empty(), Map.of());
    assertEquals(Optional.empty(), found.text());
    List<String> problems = problems(found, false);
    assertEquals(2, problems.size(), problems.toString());
    assertTrue(problems.get(0).contains("none answers (nvidia-smi)"), problems.get(0));
    assertTrue(problems.get(1).contains("CUDA 11 and there are none"), problems.get(1));
  }

  @Test
  void aMachineWithTheRightOne() throws IOException {
    file("usr/local/cuda-11.6/lib64/libcudart.so.11.0");
    CudaSearch.Result found = search(Optional.of(SMI.formatted("12.2")), Map.of());
    assertEquals(Optional.of("535.54.03"), found.driver());
    assertEquals(Optional.of("12.2"), found.driverCuda());
    assertEquals(
        Map.of(11, root.resolve("usr/local/cuda-11.6/lib64").toString()), found.runtimes());
    assertEquals(List.of(), problems(found, false));
  }

  @Test
  void aNewerToolkitIsNotEnoughAndAnOlderDriverNeither() throws IOException {
    file("opt/cuda/lib64/libcudart.so.12.4.127");
    file("opt/cuda/lib64/libcudart_static.a");
    CudaSearch.Result found =
        search(
            Optional.of(SMI.formatted("11.4")),
            Map.of("CUDA_HOME", root.resolve("opt/cuda").toString()));
    List<String> problems = problems(found, false);
    assertEquals(2, problems.size(), problems.toString());
    assertTrue(problems.get(0).contains("up to 11.4 and nd4j-cuda-11.6 needs 11.6"));
    assertTrue(problems.get(1).contains("those of [12]"), problems.get(1));
    assertEquals(1, problems(found, true).size(), "the class path may bring the libraries");
  }

  @Test
  void windowsLibrariesOnThePath() throws IOException {
    file("bin/cudart64_110.dll");
    CudaSearch.Result found =
        search(Optional.empty(), Map.of("PATH", root.resolve("bin").toString()));
    assertEquals(Map.of(11, root.resolve("bin").toString()), found.runtimes());
  }

  @Test
  void theNameOfTheJarTellsTheRelease() {
    assertEquals(
        Optional.of("11.6"),
        new Backends.Found("JCublasBackend", "nd4j-cuda-11.6-1.0.0-M2.1.jar").cuda());
    assertEquals(Optional.of("11.x"), new Backends.Found("JCublasBackend", "app.jar").cuda());
    assertEquals(Optional.empty(), new Backends.Found("CpuBackend", "app.jar").cuda());
  }
}
