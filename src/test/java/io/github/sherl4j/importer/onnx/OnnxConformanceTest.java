package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Verification;
import io.github.sherl4j.importer.VerifyReport;
import io.github.sherl4j.testing.SharedData;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every model folder that is there: outputs, block outputs, and another batch. */
class OnnxConformanceTest {

  private static final double TOLERANCE = 1e-4;

  @TestFactory
  Stream<DynamicTest> recordedOutputsAndBlocks() {
    return fixtures().map(f -> DynamicTest.dynamicTest(f.name(), () -> check(f)));
  }

  @TestFactory
  Stream<DynamicTest> anotherBatch() {
    return fixtures().map(f -> DynamicTest.dynamicTest(f.name(), () -> checkTwice(f)));
  }

  private static Stream<Fixture> fixtures() {
    return SharedData.foldersWith(SharedData.fixtures().resolve("onnx"), "model.onnx").stream()
        .map(Fixture::new);
  }

  private static void check(Fixture f) {
    try (Backbone backbone = f.open()) {
      VerifyReport report =
          Verification.verify(backbone, f.folder().resolve("io.npz"), Optional.empty(), TOLERANCE);
      String numbers = f.name() + ": " + report.tensors() + ", skipped " + report.skipped();
      assertTrue(report.ok(), numbers);
      Set<String> compared =
          report.tensors().stream().map(VerifyReport.Row::name).collect(Collectors.toSet());
      for (String key : f.recorded().keySet()) {
        boolean known = compared.contains(key) || report.skipped().contains(key);
        assertTrue(key.startsWith("in/") || known, key + " was not compared");
      }
      if (Files.exists(f.folder().resolve("blocks.json"))) {
        long nameless = 0;
        for (var b : f.json("blocks.json").get("blocks")) {
          nameless += b.get("onnx_tensors").isEmpty() ? 1 : 0;
        }
        assertEquals(nameless, report.skipped().size(), "blocks left out: " + report.skipped());
      }
    }
  }

  private static void checkTwice(Fixture f) {
    try (Backbone backbone = f.open()) {
      Map<String, INDArray> feed = f.inputs(backbone);
      Map<String, INDArray> doubled = Fixture.twice(backbone, feed);
      boolean dynamic =
          backbone.inputs().stream().anyMatch(i -> i.rank() > 0 && i.shape().get(0) == -1);
      boolean declared = f.json("meta.json").get("dynamic_axes").size() > 0;
      assertEquals(declared, dynamic, "dynamic axes of the record and of the import");
      backbone.checkInputs(feed);
      if (!dynamic) {
        Map<String, INDArray> other = new LinkedHashMap<>();
        feed.forEach((k, v) -> other.put(k, Nd4j.concat(0, v, v)));
        assertThrows(BadInputException.class, () -> backbone.checkInputs(other));
        return;
      }
      backbone.checkInputs(doubled);
      List<String> outputs = new ArrayList<>();
      backbone.outputs().forEach(o -> outputs.add(o.name()));
      Map<String, INDArray> once = Fixture.run(backbone, feed, outputs);
      Map<String, INDArray> twice = Fixture.run(backbone, doubled, outputs);
      for (String o : outputs) {
        double[] a = Fixture.values(once.get(o));
        double[] b = Fixture.values(twice.get(o));
        if (b.length == 2 * a.length) {
          for (int half = 0; half < 2; half++) {
            double[] rows = Arrays.copyOfRange(b, half * a.length, (half + 1) * a.length);
            double d = Fixture.difference(o, rows, a);
            assertTrue(d <= TOLERANCE, o + " differs by " + d);
          }
        } else {
          assertTrue(b.length > a.length, o + " does not grow with the batch");
        }
      }
    }
  }
}
