package io.github.sherl4j.importer.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.importer.Verification;
import io.github.sherl4j.importer.VerifyReport;
import io.github.sherl4j.testing.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every recorded Keras model gives its recorded outputs; those without numbers run. */
class KerasConformanceTest {

  private static final double TOLERANCE = 1e-5;

  @TestFactory
  Stream<DynamicTest> everyFixture() {
    return SharedData.foldersWith(SharedData.fixtures().resolve("keras"), "meta.json").stream()
        .map(f -> dynamicTest(f.getFileName().toString(), () -> check(f)));
  }

  private static Path model(Path folder) {
    List<Path> found =
        Stream.of("model.h5", "model.keras").map(folder::resolve).filter(Files::exists).toList();
    assertEquals(1, found.size(), "one model in " + folder);
    return found.get(0);
  }

  private static void check(Path folder) {
    try (Backbone backbone = Backbones.open(model(folder))) {
      assertEquals("keras", backbone.format());
      assertTrue(Backbones.unsupported(model(folder)).isEmpty());
      declaredShapes(backbone);
      Path golden = folder.resolve("io.npz");
      if (!Files.exists(golden)) {
        return;
      }
      VerifyReport report = Verification.verify(backbone, golden, Optional.empty(), TOLERANCE);
      System.out.println(folder.getFileName() + " " + report);
      assertTrue(report.ok(), report.toString());
    }
  }

  /** Every tensor has the shape that the importer says, with two rows and dynamic sizes of 7. */
  private static void declaredShapes(Backbone backbone) {
    Map<String, INDArray> feeds = new LinkedHashMap<>();
    for (TensorInfo in : backbone.inputs()) {
      long[] shape = in.shape().stream().mapToLong(d -> d < 0 ? 7 : d).toArray();
      shape[0] = 2;
      feeds.put(in.name(), Nd4j.ones(in.dtype(), shape));
    }
    backbone.checkInputs(feeds);
    Map<String, TensorInfo> wanted = new LinkedHashMap<>();
    backbone.ops().stream()
        .flatMap(op -> op.outputs().stream())
        .map(t -> backbone.tensor(t).orElseThrow())
        .forEach(t -> wanted.put(backbone.variable(t.name()).name(), t));
    try (GraphRunner runner = Runners.forward(backbone.graph(), wanted.keySet())) {
      runner
          .run(feeds)
          .forEach(
              (variable, array) -> {
                TensorInfo info = wanted.get(variable);
                assertEquals(info.rank(), array.rank(), info.name());
                for (int i = 0; i < info.rank(); i++) {
                  long want = info.shape().get(i);
                  assertTrue(
                      want < 0 || want == array.size(i), info + " " + array.shapeInfoToString());
                }
                assertFalse(array.isNaN().any(), info.name());
              });
    }
  }
}
