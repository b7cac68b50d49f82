package io.github.sherl4j.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TsvReaderTest {

  @TempDir Path dir;

  private Path file(String content) throws IOException {
    return Files.writeString(dir.resolve("rows.tsv"), content);
  }

  @Test
  void rowsAreLiteral() throws IOException {
    assertEquals(
        List.of(
            new TextRow("0", "\"a quote ' and \\ back", null, 1),
            new TextRow("x y", " spaces \u2028 stay\r here ", null, 2)),
        TsvReader.labelled(file("0\t\"a quote ' and \\ back\nx y\t spaces \u2028 stay\r here \n")));
  }

  @Test
  void pairsHaveThreeColumns() throws IOException {
    assertEquals(List.of(new TextRow("0", "a", "b", 1)), TsvReader.labelled(file("0\ta\tb")));
  }

  @Test
  void headerIsExactlyLabelAndText() throws IOException {
    assertEquals(
        List.of(new TextRow("0", "a", null, 2)), TsvReader.labelled(file("label\ttext\n0\ta\n")));
    assertEquals(
        List.of(new TextRow("0", "a", "b", 2)),
        TsvReader.labelled(file("label\ttext\ttext2\n0\ta\tb\n")));
    for (String first : List.of("Label\ttext", "label\ttexts", "label\ta text", "label\ttext\tb")) {
      assertEquals(1, TsvReader.labelled(file(first)).size(), first);
    }
    assertEquals(2, TsvReader.labelled(file("label\ttext\nlabel\ttext\nlabel\ttext")).size());
  }

  @Test
  void carriageReturnsAndByteOrderMarkAreTolerated() throws IOException {
    assertEquals(
        List.of(new TextRow("0", "a", null, 2), new TextRow("1", "b", null, 3)),
        TsvReader.labelled(file("\uFEFFlabel\ttext\r\n0\ta\r\n1\tb\r\n")));
  }

  @Test
  void textsAloneArePossibleForPrediction() throws IOException {
    assertEquals(
        List.of(new TextRow(null, "label text", null, 1), new TextRow(null, "b", null, 2)),
        TsvReader.maybeLabelled(file("label text\nb\n")));
    assertEquals(
        List.of(new TextRow("0", "a", null, 2)),
        TsvReader.maybeLabelled(file("label\ttext\n0\ta\n")));
    assertThrows(BadInputException.class, () -> TsvReader.labelled(file("a\nb\n")));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "0\\ta\\n1,              line 2",
        "0\\ta\\n1\\ta\\tb,      line 2",
        "0\\ta\\tb\\n1\\tb,      line 2",
        "0\\ta\\tb\\tc,          line 1",
        "0\\ta\\n\\n1\\tb,       line 2",
        "0\\ta\\n1\\tb\\n\\n,    line 3",
        "0\\ta\\n\\tb,           line 2",
        "0\\ta\\n \\tb,          line 2",
        "label\\ttext,           no rows",
        "``,                     no rows",
      })
  void badLinesAreNamed(String content, String saying) throws IOException {
    Path file = file(content.replace("\\t", "\t").replace("\\n", "\n"));
    for (boolean prediction : new boolean[] {false, true}) {
      BadInputException e =
          assertThrows(
              BadInputException.class,
              () -> {
                if (prediction) {
                  TsvReader.maybeLabelled(file);
                } else {
                  TsvReader.labelled(file);
                }
              });
      assertTrue(e.getMessage().contains(saying), e.getMessage());
    }
  }

  @Test
  void textsMayBeEmpty() throws IOException {
    assertEquals(
        List.of(new TextRow("0", "", null, 1), new TextRow("1", " ", null, 2)),
        TsvReader.labelled(file("0\t\n1\t \n")));
    assertEquals(List.of(new TextRow("0", "", "", 1)), TsvReader.labelled(file("0\t\t")));
    assertEquals(3, TsvReader.maybeLabelled(file("a\n\nc\n")).size());
  }

  @Test
  void tabsAmongPlainTextsAreNamed() throws IOException {
    Path file = file("a\n0\tb\nc");
    BadInputException e =
        assertThrows(BadInputException.class, () -> TsvReader.maybeLabelled(file));
    assertTrue(e.where().endsWith("line 2"), e.where());
  }

  @Test
  void otherEncodingsAndMissingFilesAreNamed() throws IOException {
    Path latin = dir.resolve("latin");
    Files.write(latin, "0\ta\n1\tü\n".getBytes(StandardCharsets.ISO_8859_1));
    BadInputException e = assertThrows(BadInputException.class, () -> TsvReader.labelled(latin));
    assertTrue(e.where().endsWith("line 2"), e.where());
    assertThrows(BadInputException.class, () -> TsvReader.labelled(dir.resolve("none")));
    assertThrows(BadInputException.class, () -> TsvReader.labelled(dir));
  }
}
