package io.github.sherl4j.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.text.TextRow;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsTest {

  private static List<String> order(String... labels) {
    return Labels.of(List.of(labels).stream().map(l -> new TextRow(l, "t", null, 1)).toList())
        .names();
  }

  @Test
  void orderIsNumericIfAllAreIntegersElseSorted() {
    assertEquals(List.of("-1", "2", "10"), order("10", "2", "-1", "2"));
    assertEquals(List.of("10", "2", "b"), order("b", "2", "10"));
    assertEquals(List.of("1.0", "10", "9"), order("9", "10", "1.0"));
  }

  @Test
  void orderDoesNotDependOnTheRows() {
    assertEquals(List.of("01", "1", "2"), order("1", "01", "2"));
    assertEquals(order("1", "01", "2"), order("2", "01", "1"));
  }

  @Test
  void unknownLabelsAreMetWithTheNearest() {
    Labels labels = Labels.inOrder(List.of("HUM", "LOC", "NUM"));
    assertEquals(1, labels.indexOf("LOC"));
    NoMatchException e = assertThrows(NoMatchException.class, () -> labels.indexOf("LOCK"));
    assertTrue(e.remedy().startsWith("nearest names: LOC"), e.remedy());
    NoMatchException inFile =
        assertThrows(
            NoMatchException.class,
            () -> labels.indexOf(new TextRow("loc", "t", null, 7), "f.tsv"));
    assertEquals("f.tsv, line 7", inFile.where());
  }

  @Test
  void aHeadHasNoLabelTwice() {
    assertThrows(BadInputException.class, () -> Labels.inOrder(List.of("a", "b", "a")));
  }
}
