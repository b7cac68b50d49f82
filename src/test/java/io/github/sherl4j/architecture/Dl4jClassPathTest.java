package io.github.sherl4j.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.cli.Main;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.PluginJar;
import io.github.sherl4j.testing.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The jar in a project that has {@code deeplearning4j-core} and a backend, whichever is named
 * first: nothing is there twice, and both work. Maven fetches 200 MB at the first run.
 */
@Tag("long")
class Dl4jClassPathTest {

  private static final String ND4J = "1.0.0-M2.1";

  /**
   * ND4J's own protobuf jar has three classes of Guava that it did not shade; only Guava's look-up
   * of internet domains reads them, which nothing here does.
   */
  private static final String KNOWN = "com/google/thirdparty/publicsuffix/";

  private static final String BOTH =
      """
      import io.github.sherl4j.Sherl;
      import java.nio.file.Path;
      import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
      import org.deeplearning4j.nn.conf.layers.OutputLayer;
      import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
      import org.nd4j.linalg.activations.Activation;
      import org.nd4j.linalg.factory.Nd4j;

      public final class Both {
        public static void main(String[] arguments) {
          var layer =
              new OutputLayer.Builder().nIn(3).nOut(2).activation(Activation.SOFTMAX).build();
          MultiLayerNetwork network =
              new MultiLayerNetwork(new NeuralNetConfiguration.Builder().list().layer(layer).build());
          network.init();
          System.out.println("columns " + network.output(Nd4j.ones(1, 3)).columns());
          try (var backbone = Sherl.open(Path.of(arguments[0]))) {
            System.out.println("blocks " + Sherl.discover(backbone).blocks().size());
          }
        }
      }
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bothWork(boolean oursFirst) throws Exception {
    Consumer consumer = new Consumer(folder);
    consumer.publish();
    String dl4j = Consumer.dependency("org.deeplearning4j:deeplearning4j-core:" + ND4J);
    String backend =
        Consumer.dependency("org.nd4j:nd4j-native:" + ND4J)
            + Consumer.dependency("org.nd4j:nd4j-native:" + ND4J + ":" + Loader.getPlatform());
    List<String> without = consumer.classPath(dl4j, backend);
    List<String> with =
        oursFirst
            ? consumer.classPath(Consumer.ours(), dl4j, backend)
            : consumer.classPath(dl4j, backend, Consumer.ours());
    try {
      check(without, with);
    } finally {
      Consumer.forget(with);
    }
  }

  private void check(List<String> without, List<String> with) throws IOException {
    assertEquals(Set.of(), twice(without, with));
    assertTrue(with.stream().noneMatch(e -> e.contains("logback")), "no logging is forced");

    Cli doctor =
        ChildJvm.run(
            ChildJvm.on(with, List.of("-Xmx512m"), Main.class.getName(), "doctor", "--json"),
            folder);
    JsonNode found = new ObjectMapper().readTree(doctor.out());
    assertEquals("[]", found.get("problems").toString(), doctor.err());
    assertTrue(found.at("/optional/deeplearning4j").asText().startsWith("deeplearning4j-"));

    Path program = new PluginJar(folder).against(with).source("Both", BOTH).write("both.jar");
    List<String> path = new ArrayList<>(with);
    path.add(program.toString());
    Path model = TinyModel.write(folder.resolve("m.onnx"), 3, 1);
    Cli both =
        ChildJvm.run(ChildJvm.on(path, List.of("-Xmx1g"), "example.Both", "" + model), folder);
    assertEquals(0, both.code(), both.err());
    assertTrue(both.out().contains("columns 2"), both.out());
    assertTrue(both.out().contains("blocks 3"), both.out());
    assertTrue(!both.err().contains("multiple SLF4J"), both.err());
  }

  /** Classes of jars that we bring which another jar has too. */
  private static Set<String> twice(List<String> without, List<String> with) throws IOException {
    Set<String> twice = new TreeSet<>();
    List<String> brought = with.stream().filter(e -> !without.contains(e)).toList();
    for (String ours : brought) {
      Set<String> names = classes(ours);
      for (String other : with) {
        if (!other.equals(ours)) {
          classes(other).stream()
              .filter(names::contains)
              .forEach(n -> twice.add(n + " in " + Path.of(ours).getFileName() + " and " + other));
        }
      }
    }
    return twice;
  }

  private static Set<String> classes(String jar) throws IOException {
    Set<String> names = new TreeSet<>();
    if (Files.isRegularFile(Path.of(jar))) {
      try (JarFile file = new JarFile(jar)) {
        file.stream()
            .map(e -> e.getName())
            .filter(n -> n.endsWith(".class") && !n.endsWith("-info.class"))
            .filter(n -> !n.startsWith("META-INF/") && !n.startsWith(KNOWN))
            .forEach(names::add);
      }
    }
    return names;
  }
}
