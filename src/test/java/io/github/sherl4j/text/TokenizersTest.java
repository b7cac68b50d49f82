package io.github.sherl4j.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.format.Fingerprints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizersTest {

  @TempDir Path dir;

  private List<Integer> ids(String text, String pair, int maxLength) throws IOException {
    try (TextTokenizer t = Tokenizers.open(WordPieces.write(dir.resolve("t.json")), maxLength)) {
      return t.encode(text, pair).ids().asList();
    }
  }

  @Test
  void specialTokensSurroundTheText() throws IOException {
    assertEquals(List.of(1, 4, 5, 6, 2), ids("Playing chess", null, 10));
    assertEquals(List.of(1, 4, 2, 8, 9, 2), ids("play", "fun 😀", 10));
    assertEquals(List.of(1, 2), ids("", null, 10));
    try (TextTokenizer t = Tokenizers.open(WordPieces.write(dir.resolve("t.json")), 10)) {
      assertEquals(List.of(0, 0, 0, 1, 1), t.encode("play", "fun").types().asList());
      assertEquals(List.of(0, 0, 0), t.encode("play", null).types().asList());
    }
  }

  @Test
  void textsAreCutAndSpecialTokensKept() throws IOException {
    assertEquals(List.of(1, 4, 5, 2), ids("playing chess is fun", null, 4));
    assertEquals(List.of(1, 4, 2, 6, 2), ids("playing", "chess is fun", 5));
    assertEquals(List.of(1, 2), ids("playing chess", null, 2));
  }

  @Test
  void anyLengthIsAllowed() throws IOException {
    String text = "chess ".repeat(3000);
    assertEquals(3002, ids(text, null, 5000).size());
    assertEquals(1000, ids(text, null, 1000).size());
  }

  @Test
  void lengthWithoutRoomForTheSpecialTokensIsRefused() {
    assertThrows(BadInputException.class, () -> ids("playing chess", null, 1));
    assertThrows(BadInputException.class, () -> ids("playing", "chess", 2));
  }

  @Test
  void paddingIdIsTheFilesElseThatOfAPaddingToken() throws IOException {
    String padding =
        "{\"strategy\":{\"Fixed\":128},\"direction\":\"Right\",\"pad_to_multiple_of\":null,"
            + "\"pad_id\":7,\"pad_type_id\":0,\"pad_token\":\"is\"}";
    Path file = WordPieces.write(dir.resolve("t.json"), padding);
    try (TextTokenizer tokenizer = Tokenizers.open(file, 10)) {
      assertEquals(7, tokenizer.padId());
      assertEquals(List.of(1, 4, 2), tokenizer.encode("play", null).ids().asList());
      assertEquals(Fingerprints.ofFile(file), tokenizer.hash());
    }
    try (TextTokenizer tokenizer = Tokenizers.open(WordPieces.write(file), 10)) {
      assertEquals(3, tokenizer.padId());
    }
    String text = Files.readString(file).replace("[PAD]", "<pad>");
    try (TextTokenizer tokenizer = Tokenizers.open(Files.writeString(file, text), 10)) {
      assertEquals(3, tokenizer.padId());
    }
    text = text.replace("<pad>", "other");
    try (TextTokenizer tokenizer = Tokenizers.open(Files.writeString(file, text), 10)) {
      assertEquals(0, tokenizer.padId());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "no JSON",
        "{\"model\":{\"vocab\":{}}}",
        "{\"model\":{\"type\":\"WordPiece\",\"vocab\":3}}",
        "{\"version\":\"1.0\",\"model\":{\"type\":\"Frob\",\"vocab\":{}}}"
      })
  void whatIsNoTokenizerIsRefused(String content) throws IOException {
    Path file = Files.writeString(dir.resolve("t.json"), content);
    BadInputException e = assertThrows(BadInputException.class, () -> Tokenizers.open(file, 10));
    assertTrue(e.where().contains("t.json"), e.where());
  }

  @Test
  void truncatedTokenizersAreRefused() throws IOException {
    Path file = WordPieces.write(dir.resolve("t.json"));
    String whole = Files.readString(file).strip();
    for (int length = 0; length < whole.length(); length += 7) {
      Files.writeString(file, whole.substring(0, length));
      assertThrows(BadInputException.class, () -> Tokenizers.open(file, 10));
    }
  }

  @Test
  void missingFilesAreRefused() {
    assertThrows(BadInputException.class, () -> Tokenizers.open(dir.resolve("none"), 10));
    assertThrows(BadInputException.class, () -> Tokenizers.open(dir, 10));
  }

  @Test
  void halfASurrogatePairDoesNotHurt() throws IOException {
    assertTrue(ids("play \ud83d fun", null, 10).size() >= 4);
  }

  @Test
  void propertiesOfTheProcessStayAsTheyWere() throws IOException {
    ids("play", null, 10);
    assertNull(System.getProperty("ai.djl.offline"));
    assertNull(System.getProperty("OPT_OUT_TRACKING"));
  }
}
