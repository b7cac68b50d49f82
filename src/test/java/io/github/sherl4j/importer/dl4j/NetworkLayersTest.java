package io.github.sherl4j.importer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every layer, vertex and preprocessor in small networks: Deeplearning4j's output and ours. */
class NetworkLayersTest {

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> outputs() {
    return NetworkCases.all().stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.name(), () -> Same.check(folder, c.network().get(), c.options(), c.fed())));
  }

  @Test
  void everyMappedTypeHasACase() {
    Set<String> missing = new TreeSet<>(Table.types());
    missing.addAll(Preprocessors.DEMANDS.keySet());
    NetworkCases.all().forEach(c -> remove(missing, Json.parse(text(c.network().get()), "")));
    assertEquals(Set.of(), missing);
  }

  private static String text(Model network) {
    return network instanceof ComputationGraph graph
        ? graph.getConfiguration().toJson()
        : ((MultiLayerNetwork) network).getLayerWiseConfigurations().toJson();
  }

  /** Takes the types of everything inside off a list. */
  private static void remove(Set<String> types, JsonNode node) {
    types.remove(Json.type(node));
    node.forEach(inside -> remove(types, inside));
  }
}
