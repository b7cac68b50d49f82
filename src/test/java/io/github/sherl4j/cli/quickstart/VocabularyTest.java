package io.github.sherl4j.cli.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.common.primitives.ImmutableIntArray;
import io.github.sherl4j.text.TextTokenizer;
import io.github.sherl4j.text.TokenIds;
import io.github.sherl4j.text.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tokenizer file, opened by the tokenizers library. */
class VocabularyTest {

  @TempDir Path folder;

  @Test
  void theLibraryReadsTheTokenizer() throws IOException {
    Lexicon lexicon = Lexicon.embedded();
    Vocabulary vocabulary = Vocabulary.of(lexicon);
    Path file = Files.writeString(folder.resolve("tokenizer.json"), vocabulary.tokenizerJson());
    List<String> tokens = vocabulary.tokens();
    try (TextTokenizer tokenizer = Tokenizers.open(file, 32)) {
      assertEquals(0, tokenizer.padId());
      TokenIds ids = tokenizer.encode("The DOG was xyzzy.", null);
      assertEquals(
          ImmutableIntArray.of(
              Vocabulary.START,
              tokens.indexOf("the"),
              tokens.indexOf("dog"),
              tokens.indexOf("was"),
              Vocabulary.UNKNOWN,
              tokens.indexOf("."),
              Vocabulary.END),
          ids.ids());
      assertEquals(
          Vocabulary.MASK, tokenizer.encode("the [MASK] fell", null).ids().get(2), "mask by name");
      Grammar grammar = new Grammar(lexicon, 1);
      for (int i = 0; i < 2000; i++) {
        String sentence = grammar.sentence();
        assertFalse(tokenizer.encode(sentence, null).ids().contains(Vocabulary.UNKNOWN), sentence);
      }
    }
  }
}
