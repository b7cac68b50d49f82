package io.github.sherl4j.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.LabelCodec;
import io.github.sherl4j.train.data.LabelCodecs;
import io.github.sherl4j.train.data.Targets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** How the labels of each task are read, fed and shown. */
class LabelCodecsTest {

  private static final Path FILE = Path.of("f.tsv");

  private static List<TextRow> rows(String... labels) {
    List<TextRow> rows = new ArrayList<>();
    for (String label : labels) {
      rows.add(new TextRow(label, "1", null, rows.size() + 1));
    }
    return rows;
  }

  @Test
  void numbersBecomeOneColumn() {
    List<TextRow> rows = rows("2.75", "-3", "1e-2", "+.5");
    Targets targets = LabelCodecs.of("regression").learn(rows, FILE);
    assertEquals(List.of(), targets.names());
    TextData data = TextData.of(rows, targets, new Words(), FILE);
    List<TensorInfo> inputs =
        List.of(new TensorInfo("input_ids", DataType.INT64, List.of(-1L, -1L)));
    try (TextBatches batches =
        new TextBatches(data, inputs, DataType.DOUBLE, BatchSettings.inOrder(8, 0))) {
      assertEquals(
          Nd4j.createFromArray(new double[][] {{2.75}, {-3}, {0.01}, {0.5}}),
          batches.next().getLabels(0));
      assertArrayEquals(new double[] {2.75, -3, 0.01, 0.5}, batches.targets());
    }
    assertEquals("{value=-1.5}", targets.answer(new double[] {-1.5}).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "good", "NaN", "Infinity", "-Infinity", "1e39", "3d", "1,5", "2 "})
  void whatIsNoFiniteNumberIsNamedWithItsLine(String label) {
    LabelCodec codec = LabelCodecs.of("regression");
    BadInputException e =
        assertThrows(BadInputException.class, () -> codec.learn(rows("1", label), FILE));
    assertEquals("f.tsv, line 2", e.where());
    assertTrue(e.found().contains("'" + label + "'"), e.found());
    Targets restored = codec.restore(List.of());
    assertThrows(
        BadInputException.class, () -> TextData.of(rows(label), restored, new Words(), FILE));
  }

  @Test
  void classesAnswerWithTheLargestLogit() {
    Targets targets = LabelCodecs.of("classification").learn(rows("b", "a", "b"), FILE);
    assertEquals(List.of("a", "b"), targets.names());
    assertEquals("a", targets.answer(new double[] {2, 2}).get("label"));
    assertEquals("b", targets.answer(new double[] {-2, -1}).get("label"));
    assertEquals(List.of("a"), LabelCodecs.of("classification").restore(List.of("a")).names());
  }

  @Test
  void unknownTasksAreMetWithTheNearest() {
    NoMatchException e = assertThrows(NoMatchException.class, () -> LabelCodecs.of("regresion"));
    assertTrue(e.remedy().startsWith("nearest names: regression"), e.remedy());
  }
}
