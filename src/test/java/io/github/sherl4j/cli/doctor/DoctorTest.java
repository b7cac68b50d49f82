package io.github.sherl4j.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.cli.Main;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.PluginJar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4jBackend;

/** Installations with something wrong, each in a JVM of its own. */
class DoctorTest {

  @TempDir Path folder;
  private List<String> path;

  @BeforeEach
  void ours() {
    path = new ArrayList<>(ChildJvm.classPathWithout("/test-classes"));
  }

  private Cli doctor(List<String> options) {
    return ChildJvm.run(
        ChildJvm.on(path, options, Main.class.getName(), "doctor", "--json"), folder);
  }

  private static JsonNode json(Cli run, int code) throws IOException {
    assertEquals(code, run.code(), run.err() + run.out());
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void limitsAndPartsAsTheyAre() throws IOException {
    path.removeIf(e -> e.contains("opennlp-tools") || e.contains("onnxruntime"));
    JsonNode found = json(doctor(List.of("-Xmx300m", "-Dorg.bytedeco.javacpp.maxbytes=200M")), 0);
    JsonNode limits = found.get("memoryLimits");
    assertEquals(200L << 20, limits.get("offHeapBytes").asLong());
    long heap = limits.get("javaHeapBytes").asLong();
    assertTrue(heap > 280L << 20 && heap <= 300L << 20, "-Xmx300m: " + heap);
    assertEquals("PASSIVE", found.at("/environment/OMP_WAIT_POLICY").asText());
    assertTrue(found.at("/optional/opennlp").isNull());
    assertTrue(found.at("/optional/onnxruntime").isNull());
    assertTrue(found.at("/optional/tokenizers").asText().startsWith("tokenizers-"));
    assertEquals("CpuBackend", found.get("backend").asText());
  }

  @Test
  void withoutBackend() throws IOException {
    path.removeIf(e -> e.contains("/nd4j-native/") || e.contains("\\nd4j-native\\"));
    JsonNode found = json(doctor(List.of()), 1);
    assertEquals("none", found.get("backend").asText());
    assertTrue(found.at("/problems/0").asText().contains("no ND4J backend"), found.toString());
  }

  @Test
  void withoutBinaries() throws IOException {
    path.removeIf(e -> e.matches(".*nd4j-native-1[^/\\\\]*-(linux|windows|macosx)[^/\\\\]*"));
    JsonNode found = json(doctor(List.of()), 1);
    assertTrue(found.at("/problems/0").asText().contains("with the classifier "), found.toString());
    assertEquals(0, found.get("binariesOnClassPath").size());
  }

  /** The real one takes 600 MB; what counts here is that a second one is named. */
  @Test
  void twoBackends() throws IOException {
    String code =
        """
        public final class JCublasBackend extends org.nd4j.linalg.factory.Nd4jBackend {
          @Override public int getPriority() { return -1; }
          @Override public boolean isAvailable() { return false; }
          @Override public boolean canRun() { return false; }
          @Override public boolean allowsOrder() { return false; }
          @Override public org.nd4j.common.io.Resource getConfigurationResource() { return null; }
          @Override public Class<?> getNDArrayClass() { return null; }
          @Override public org.nd4j.linalg.factory.Environment getEnvironment() { return null; }
          @Override public String buildInfo() { return ""; }
          @Override public void logBackendInit() {}
        }
        """;
    Path jar =
        new PluginJar(folder)
            .source("JCublasBackend", code)
            .service(Nd4jBackend.class, "JCublasBackend")
            .write("nd4j-cuda-11.6-1.0.0-M2.1.jar");
    path.add(jar.toString());
    JsonNode found = json(doctor(List.of()), 1);
    assertEquals("11.6", found.at("/cuda/needed").asText());
    assertEquals(2, found.get("backends").size());
    String problems = found.get("problems").toString();
    assertTrue(problems.contains("2 ND4J backends on the class path"), problems);
    assertTrue(problems.contains("nd4j-cuda-11.6-1.0.0-M2.1.jar"), problems);
    assertFalse(problems.contains("does not start"), problems);
  }
}
