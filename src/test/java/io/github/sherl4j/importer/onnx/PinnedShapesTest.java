package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.testing.TinyModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Sizes of dynamic dimensions that a user pins. */
class PinnedShapesTest {

  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void file() {
    model = TinyModel.write(folder.resolve("m.onnx"), 2, 1);
  }

  private static List<Long> shape(Backbone b, String tensor) {
    return b.tensor(tensor).orElseThrow().shape();
  }

  @Test
  void onePinHoldsForEveryDimensionOfThatName() {
    try (Backbone b = Sherl.open(model, Map.of("input_ids", List.of(2L, 5L)))) {
      assertEquals(List.of(2L, 5L), shape(b, "attention_mask"));
      assertEquals(List.of(2L, 5L, 8L), shape(b, "hidden_2"));
      assertEquals(Map.of("input_ids", List.of(2L, 5L)), b.pinned());
      INDArray ids = Nd4j.zeros(DataType.INT64, 2, 6);
      assertThrows(
          BadInputException.class,
          () -> b.checkInputs(Map.of("input_ids", ids, "attention_mask", ids)));
    }
    try (Backbone b = Sherl.open(model, Map.of("attention_mask", List.of(-1L, 5L)))) {
      assertEquals(List.of(-1L, 5L, 8L), shape(b, "hidden_2"));
    }
  }

  @Test
  void neitherWeightsNorFingerprintChange() {
    try (Backbone free = Sherl.open(model);
        Backbone pinned = Sherl.open(model, Map.of("input_ids", List.of(3L, 7L)))) {
      assertEquals(free.fingerprint(), pinned.fingerprint());
      assertEquals(free.weights(), pinned.weights());
      assertEquals(
          Sherl.discover(free).taps().toString(), Sherl.discover(pinned).taps().toString());
      assertTrue(free.pinned().isEmpty());
    }
  }

  private BadInputException refused(Map<String, List<Long>> shapes) {
    return assertThrows(BadInputException.class, () -> Sherl.open(model, shapes));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    BadInputException name = refused(Map.of("inputs_ids", List.of(2L, 5L)));
    assertTrue(name.remedy().contains("input_ids"), name.getMessage());
    BadInputException rank = refused(Map.of("input_ids", List.of(2L)));
    assertTrue(rank.expected().contains("2 dimensions"), rank.getMessage());
    refused(Map.of("input_ids", List.of(0L, 5L)));
    refused(Map.of("input_ids", List.of(-2L, 5L)));
    refused(Map.of("input_ids", List.of(1L << 40, 5L)));
    Map<String, List<Long>> two = new LinkedHashMap<>();
    two.put("input_ids", List.of(2L, 5L));
    two.put("attention_mask", List.of(3L, 5L));
    assertTrue(refused(two).expected().contains("pinned before"));
    two.put("attention_mask", List.of(2L, -1L));
    Sherl.open(model, two).close();
  }

  /** Every model with the shapes of its record; a static one takes no other. */
  @TestFactory
  Stream<DynamicTest> everyRecordedModel() {
    return SharedData.foldersWith(SharedData.fixtures().resolve("onnx"), "model.onnx").stream()
        .map(Fixture::new)
        .map(f -> DynamicTest.dynamicTest(f.name(), () -> pinned(f)));
  }

  private static void pinned(Fixture f) {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    boolean dynamic;
    try (Backbone free = f.open()) {
      f.inputs(free).forEach((name, a) -> shapes.put(name, boxed(a.shape())));
      dynamic = free.inputs().stream().anyMatch(i -> i.shape().contains(-1L));
    }
    Path file = f.folder().resolve("model.onnx");
    assertTrue(Files.exists(file));
    try (Backbone b = Sherl.open(file, shapes)) {
      for (TensorInfo in : b.inputs()) {
        assertEquals(shapes.get(in.name()), in.shape());
      }
      List<String> outputs = b.outputs().stream().map(TensorInfo::name).toList();
      Map<String, INDArray> got = Fixture.run(b, f.inputs(b), outputs);
      for (String o : outputs) {
        assertEquals(0, Fixture.difference(o, got.get(o), f.recorded().get("out/" + o)), 1e-4, o);
      }
    }
    if (!dynamic) {
      shapes.replaceAll((name, s) -> s.stream().map(d -> d + 1).toList());
      BadInputException e = assertThrows(BadInputException.class, () -> Sherl.open(file, shapes));
      assertTrue(e.expected().contains("exported"), e.getMessage());
    }
  }

  private static List<Long> boxed(long[] shape) {
    List<Long> list = new ArrayList<>();
    for (long s : shape) {
      list.add(s);
    }
    return list;
  }
}
