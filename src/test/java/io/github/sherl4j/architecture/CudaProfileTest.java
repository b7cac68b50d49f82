package io.github.sherl4j.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.cli.Main;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyRows;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The profile {@code cuda}: its libraries can be had, our sources compile against them, and {@code
 * doctor} tells what the machine lacks. Maven fetches 600 MB at the first run.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CudaProfileTest {

  private static final Path MAIN = Path.of("src/main/java");

  private List<String> libraries;

  @BeforeAll
  void resolve(@TempDir Path folder) throws IOException {
    libraries = Consumer.classPathOf(Path.of("pom.xml"), folder, "-Pcuda");
  }

  private List<String> classPath() {
    List<String> path = new ArrayList<>();
    path.add(Sherl.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    path.addAll(libraries);
    return path;
  }

  @Test
  void onlyTheCudaBackendIsThere() {
    assertTrue(
        libraries.stream().anyMatch(e -> e.matches(".*nd4j-cuda-11\\.6-1\\.0\\.0-M2\\.1\\.jar")));
    assertTrue(
        libraries.stream()
            .anyMatch(e -> e.matches(".*nd4j-cuda-11\\.6-1\\.0\\.0-M2\\.1-[a-z]+-x86_64\\.jar")));
    assertFalse(libraries.stream().anyMatch(e -> e.matches(".*nd4j-native-1[^/]*\\.jar")));
  }

  @Test
  void ourSourcesCompileBesideIt(@TempDir Path folder) throws IOException {
    List<File> files;
    try (Stream<Path> all = Files.walk(MAIN)) {
      files = all.filter(f -> f.toString().endsWith(".java")).map(Path::toFile).toList();
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of(
            "-proc:none",
            "-nowarn",
            "-d",
            folder.toString(),
            "-cp",
            String.join(File.pathSeparator, libraries));
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      var units = manager.getJavaFileObjectsFromFiles(files);
      assertTrue(compiler.getTask(null, manager, null, options, null, units).call());
    }
  }

  private JsonNode doctor(Path folder, int code) throws IOException {
    Cli run =
        ChildJvm.run(
            ChildJvm.on(classPath(), List.of("-Xmx1g"), Main.class.getName(), "doctor", "--json"),
            folder);
    assertEquals(code, run.code(), run.out() + run.err());
    return new ObjectMapper().readTree(run.out());
  }

  private static boolean hasGpu() throws IOException {
    try {
      return new ProcessBuilder("nvidia-smi", "-L")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // no such program, so no driver
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void withoutGpuDoctorTellsWhatIsMissing(@TempDir Path folder) throws IOException {
    assumeTrue(!hasGpu(), "skipped: this machine has an NVIDIA GPU");
    JsonNode found = doctor(folder, 1);
    assertEquals("JCublasBackend", found.get("backend").asText());
    assertEquals("11.6", found.at("/cuda/needed").asText());
    String problems = found.get("problems").toString();
    assertTrue(problems.contains("nd4j-cuda-11.6 needs an NVIDIA driver"), problems);
  }

  @Test
  void withGpuItTrains(@TempDir Path folder) throws IOException {
    assumeTrue(hasGpu(), "skipped: no NVIDIA GPU answers here (nvidia-smi)");
    Path model = TinyModel.write(folder.resolve("m.onnx"), 2, 1);
    Path tokenizer = TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    Path data = TinyRows.write(folder.resolve("train.tsv"), 40, 3);
    Cli run =
        ChildJvm.run(
            ChildJvm.on(
                classPath(),
                List.of("-Xmx2g"),
                Main.class.getName(),
                "train",
                "--json",
                "--backbone",
                model.toString(),
                "--tokenizer",
                tokenizer.toString(),
                "--data",
                data.toString(),
                "--out",
                folder.resolve("a.safetensors").toString()),
            folder);
    assertEquals(0, run.code(), run.err());
  }
}
