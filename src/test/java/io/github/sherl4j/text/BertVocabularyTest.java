package io.github.sherl4j.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.format.Fingerprints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A {@code vocab.txt} gives what a {@code tokenizer.json} of the same vocabulary gives. */
class BertVocabularyTest {

  private static final int UNK = 1;
  private static final int CLS = 2;
  private static final int SEP = 3;
  private static final List<String> UNCASED =
      List.of(
          "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "play", "##ing", "##s", "chess", "cafe",
          "!", "中", "文", "ℝ", ".", "'", "t", "don", "##a", "a");
  private static final List<String> CASED = new ArrayList<>(UNCASED);

  static {
    CASED.addAll(List.of("Play", "café", "Café"));
  }

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "play",
          "Play PLAYING plays!",
          "playings",
          "Café café CAFE\u0301 cafe\u0301",
          "中文 play中chess文",
          "don't play... chess?!",
          "unknown words zzz",
          "a\tb\u0000c\ufffd\u200bd\u00a0e",
          "ℝ 😀 ☃ aaa",
          "a".repeat(100) + " " + "a".repeat(101),
          "İstanbul ǅ ẞ",
          "한국어 カタカナ हिन्दी");

  @TempDir Path dir;

  private Path vocabulary(List<String> tokens) throws IOException {
    return Files.writeString(dir.resolve("vocab.txt"), String.join("\n", tokens) + "\n");
  }

  private Path config(String json) throws IOException {
    return Files.writeString(dir.resolve("tokenizer_config.json"), json);
  }

  private static List<Integer> ids(Path file, String text) {
    try (TextTokenizer t = Tokenizers.open(file, 512)) {
      return t.encode(text, null).ids().asList();
    }
  }

  private void same(List<String> tokens, boolean lowerCase) throws IOException {
    Path json = WordPieces.write(dir.resolve("t.json"), "null", tokens, lowerCase);
    for (int length : new int[] {3, 4, 5, 7, 512}) {
      try (TextTokenizer expected = Tokenizers.open(json, length);
          TextTokenizer actual = Tokenizers.open(vocabulary(tokens), length)) {
        assertEquals(expected.padId(), actual.padId());
        for (String text : TEXTS) {
          assertEquals(expected.encode(text, null), actual.encode(text, null), text);
          for (String pair : TEXTS) {
            assertEquals(expected.encode(text, pair), actual.encode(text, pair), text + "|" + pair);
          }
        }
      }
    }
  }

  @Test
  void encodingsAreThoseOfATokenizerJson() throws IOException {
    same(UNCASED, true);
    same(CASED, false);
    config("{\"do_lower_case\":true}");
    same(CASED, true);
    config("{\"do_lower_case\":false, \"unk_token\":{\"content\":\"[UNK]\"}}");
    same(UNCASED, false);
  }

  @Test
  void encodingsAreThoseOfTheFormat() throws IOException {
    Path file = vocabulary(UNCASED);
    assertEquals(List.of(CLS, 5, 5, 6, 5, 7, 10, SEP), ids(file, "Play PLAYING plays!"));
    assertEquals(List.of(CLS, 9, 9, 9, SEP), ids(file, "Café CAFE\u0301 cafe"));
    assertEquals(List.of(CLS, 11, 12, 5, 11, 8, SEP), ids(file, "中文 play中chess"));
    assertEquals(List.of(CLS, 17, 15, 16, UNK, 13, SEP), ids(file, "don't zzz ℝ"));
    assertEquals(List.of(CLS, UNK, SEP), ids(file, "a".repeat(101)));
    assertEquals(List.of(CLS, 5, 4, SEP, SEP), ids(file, "play [MASK] [SEP]"));
    file = vocabulary(CASED);
    assertEquals(List.of(CLS, 20, UNK, 21, 22, 9, SEP), ids(file, "Play PLAY café Café cafe"));
  }

  @Test
  void pairsHaveTypesAndTruncationKeepsTheSeparators() throws IOException {
    Path file = vocabulary(UNCASED);
    try (TextTokenizer t = Tokenizers.open(file, 6)) {
      assertEquals(0, t.padId());
      assertEquals(Fingerprints.ofFile(file), t.hash());
      TokenIds pair = t.encode("playing", "chess");
      assertEquals(List.of(CLS, 5, 6, SEP, 8, SEP), pair.ids().asList());
      assertEquals(List.of(0, 0, 0, 0, 1, 1), pair.types().asList());
      TokenIds cut = t.encode("playing plays", "chess cafe a a");
      assertEquals(6, cut.ids().length());
      assertEquals(2, cut.ids().asList().stream().filter(i -> i == SEP).count());
      assertEquals(SEP, cut.ids().get(5));
      TokenIds one = t.encode("a a a a a a a a", null);
      assertEquals(List.of(CLS, 19, 19, 19, 19, SEP), one.ids().asList());
    }
  }

  @Test
  void theConfigurationBesideItDecides() throws IOException {
    Path file = vocabulary(UNCASED);
    config("{\"strip_accents\":false, \"tokenize_chinese_chars\":false, \"other\":[1]}");
    assertEquals(List.of(CLS, UNK, UNK, 11, SEP), ids(file, "CAFÉ 中文 中"));
    config("{\"do_lower_case\":null}");
    assertEquals(List.of(CLS, 9, SEP), ids(file, "CAFÉ"));
  }

  @Test
  void endsOfLinesAndAByteOrderMarkDoNotMatter() throws IOException {
    Path plain = vocabulary(UNCASED);
    String text = "\ufeff" + String.join("\r\n", UNCASED) + "\r\n\r\n\n";
    Path other = Files.writeString(dir.resolve("other.bin"), text);
    assertEquals(ids(plain, "chess [PAD] a"), ids(other, "chess [PAD] a"));
    assertEquals(List.of(CLS, 8, 0, 19, SEP), ids(other, "chess [PAD] a"));
  }

  private static BadInputException refused(Path file) {
    return assertThrows(BadInputException.class, () -> Tokenizers.open(file, 10));
  }

  private BadInputException refused(String content) throws IOException {
    return refused(Files.writeString(dir.resolve("vocab.txt"), content));
  }

  private static void says(BadInputException e, String where, String... parts) {
    assertTrue(e.where().endsWith(where), e.where());
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
    assertTrue(e.remedy().contains("tokenizer"), e.remedy());
  }

  @Test
  void whatIsWrongIsNamedWithItsLine() throws IOException {
    String good = String.join("\n", UNCASED) + "\n";
    says(refused(good + "\nplay"), "vocab.txt, line 21", "an empty line");
    says(refused(good + "new\nplay\n"), "vocab.txt, line 22", "'play' a second time", "on line 6");
    says(refused(good + "a\0b"), "vocab.txt, line 21", "zero byte");
    for (String token : BertVocabulary.REQUIRED) {
      says(refused(good.replace(token, "x")), "vocab.txt", "no token " + token, "20 lines");
    }
    says(refused(""), "vocab.txt", "BERT vocab.txt");
    says(refused("one\ntwo\n"), "vocab.txt", "BERT vocab.txt");
    Path file = dir.resolve("vocab.txt");
    Files.write(file, new byte[] {'[', 'U', 'N', 'K', ']', '\n', (byte) 0xc3, 0x28});
    says(refused(file), "vocab.txt, line 2", "not UTF-8");
    Files.write(file, new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0});
    says(refused(file), "vocab.txt", "BERT vocab.txt");
  }

  @Test
  void hugeFilesAreRefusedUnread() throws IOException {
    Path file = vocabulary(UNCASED);
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[1]), BertVocabulary.LARGEST);
    }
    says(refused(file), "vocab.txt", "67108865 bytes");
  }

  @Test
  void configurationsThatAskForAnotherTokenizerAreRefused() throws IOException {
    Path file = vocabulary(UNCASED);
    for (String json :
        List.of(
            "",
            "{",
            "[]",
            "{\"do_lower_case\":\"yes\"}",
            "{\"cls_token\":\"<s>\"}",
            "{\"pad_token\":{\"content\":\"<pad>\"}}",
            "{\"do_basic_tokenize\":false}",
            "{\"word_tokenizer_type\":\"mecab\"}")) {
      config(json);
      says(refused(file), "tokenizer_config.json");
    }
  }
}
