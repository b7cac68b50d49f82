package io.github.sherl4j.importer.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.layers.LayerMapper;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.testing.GradientCheck;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gradient of every layer type, for all its weights and inputs, against central differences in
 * double.
 */
class KerasGradientTest {

  @TempDir static Path folder;

  @Test
  void everyMappedTypeHasACase() {
    Set<String> mapped = new TreeSet<>();
    for (LayerMapper m : ServiceLoader.load(LayerMapper.class)) {
      if (m instanceof LayerTable && !ofDeeplearning4j(m)) {
        mapped.addAll(m.types());
      }
    }
    assertEquals(mapped, new TreeSet<>(LayerCases.all().keySet()));
    System.out.println(mapped.size() + " layer types, " + LayerCases.all().size() + " cases");
  }

  /** Their types are no names of Keras: no Keras file can hold them. */
  private static boolean ofDeeplearning4j(LayerMapper mapper) {
    return mapper.getClass().getPackageName().contains(".importer.dl4j.");
  }

  @TestFactory
  Stream<DynamicTest> gradients() {
    return LayerCases.all().entries().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getValue())));
  }

  private static void check(LayerModel model) {
    try (Backbone b =
        Backbones.open(model.write(folder.resolve("g" + System.nanoTime() + ".h5")))) {
      GradientCheck.of(b, model.feeds());
    }
  }
}
