package io.github.sherl4j.cli.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.discover.BlockDiscovery;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.text.TextRow;
import io.github.sherl4j.text.TextTokenizer;
import io.github.sherl4j.text.Tokenizers;
import io.github.sherl4j.text.TsvReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The files inside the jar: small, fitting each other, and what the seed gives. */
class EmbeddedFilesTest {

  private static final long MEBI = 1 << 20;

  @TempDir Path folder;

  @Test
  void theFilesAreSmallAndFitEachOther() throws IOException {
    EmbeddedFiles.unpack(folder);
    assertTrue(Files.size(folder.resolve(EmbeddedFiles.MODEL)) <= 4 * MEBI);
    Vocabulary vocabulary = Vocabulary.of(Lexicon.embedded());
    assertEquals(
        vocabulary.tokenizerJson(), Files.readString(folder.resolve(EmbeddedFiles.TOKENIZER)));
    try (Backbone backbone = Backbones.open(folder.resolve(EmbeddedFiles.MODEL));
        TextTokenizer tokenizer = Tokenizers.open(folder.resolve(EmbeddedFiles.TOKENIZER), 32)) {
      assertEquals(4, BlockDiscovery.discover(backbone).blocks().size());
      assertTrue(backbone.parameters() <= 1_000_000);
      INDArray words = backbone.variable("embeddings.word_embeddings.weight").getArr();
      assertEquals(vocabulary.size(), words.size(0));
      List<TextRow> rows = new ArrayList<>(rows(EmbeddedFiles.TRAIN));
      rows.addAll(rows(EmbeddedFiles.TEST));
      for (TextRow row : rows) {
        assertFalse(
            tokenizer.encode(row.text(), null).ids().contains(Vocabulary.UNKNOWN), row.text());
      }
    }
  }

  @Test
  void theSeedGivesTheEmbeddedRowsAgain() throws IOException {
    Path embedded = folder.resolve("embedded");
    Path made = folder.resolve("made");
    EmbeddedFiles.unpack(embedded);
    Rebuild.run(made, Rebuild.SEED, 1, report -> {});
    for (String name : List.of(EmbeddedFiles.TOKENIZER, EmbeddedFiles.TRAIN, EmbeddedFiles.TEST)) {
      assertEquals(-1, Files.mismatch(embedded.resolve(name), made.resolve(name)), name);
    }
    List<String> names = new ArrayList<>();
    try (var files = Files.list(made)) {
      files.forEach(f -> names.add(f.getFileName().toString()));
    }
    assertEquals(EmbeddedFiles.NAMES.stream().sorted().toList(), names.stream().sorted().toList());
  }

  @Test
  void pretrainingTwiceGivesTheSameBytes() throws IOException {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    Rebuild.run(one, 5, 3, report -> {});
    Rebuild.run(two, 5, 3, report -> {});
    for (String name : EmbeddedFiles.NAMES) {
      assertEquals(-1, Files.mismatch(one.resolve(name), two.resolve(name)), name);
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThrows(BadInputException.class, () -> EmbeddedFiles.unpack(file));
    assertThrows(BadInputException.class, () -> Rebuild.run(file, 0, 1, report -> {}));
  }

  private List<TextRow> rows(String name) {
    return TsvReader.labelled(folder.resolve(name));
  }
}
