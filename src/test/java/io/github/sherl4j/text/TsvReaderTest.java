package io.github.sherl4j.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text rows as the contract, section 5, has them. */
class TsvReaderTest {

  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("rows.tsv"), content);
  }

  private void refused(String content, String saying) throws IOException {
    Path file = file(content);
    BadInputException e = assertThrows(BadInputException.class, () -> TsvReader.labelled(file));
    assertTrue(e.getMessage().contains(saying), e.getMessage());
  }

  @Test
  void textIsLiteralAndAHeaderIsExact() throws IOException {
    List<TextRow> rows = TsvReader.labelled(file("label\ttext\n1\t\"quoted\n2\ta \\t b\r\n"));
    assertEquals(
        List.of(new TextRow("1", "\"quoted", null, 2), new TextRow("2", "a \\t b", null, 3)), rows);
    assertEquals(2, TsvReader.labelled(file("Label\ttext\n1\ta\n")).size());
    assertEquals("1", TsvReader.labelled(file("\uFEFF1\ta\n")).get(0).label());
  }

  @Test
  void pairsAndPlainTexts() throws IOException {
    TextRow pair = TsvReader.labelled(file("x\tone\ttwo\n")).get(0);
    assertEquals("two", pair.pair());
    TextRow plain = TsvReader.maybeLabelled(file("only a text\n")).get(0);
    assertNull(plain.label());
    assertEquals("only a text", plain.text());
  }

  @Test
  void badFilesAreRefusedWithTheLine() throws IOException {
    refused("", "no rows");
    refused("label\ttext\n", "no rows");
    refused("a\tb\nc\n", "line 2");
    refused("a\tb\nc\td\te\n", "line 2");
    refused("\tb\n", "empty label");
    refused("a\t \n", "empty text");
    refused("a\tb\tc\td\n", "4 columns");
    Path latin = Files.write(folder.resolve("latin"), new byte[] {'a', '\t', (byte) 0xe4, '\n'});
    assertThrows(BadInputException.class, () -> TsvReader.labelled(latin));
  }

  @Test
  void classesAreOrderedByNumberOrByName() throws IOException {
    assertEquals(List.of("2", "10"), Labels.of(TsvReader.labelled(file("10\ta\n2\tb\n"))).names());
    assertEquals(List.of("10", "b"), Labels.of(TsvReader.labelled(file("b\ta\n10\tb\n"))).names());
  }
}
