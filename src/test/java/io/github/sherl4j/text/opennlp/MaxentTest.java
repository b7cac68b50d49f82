package io.github.sherl4j.text.opennlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.testing.TinyRows;
import io.github.sherl4j.text.TextRow;
import io.github.sherl4j.text.TsvReader;
import java.nio.file.Path;
import java.util.List;
import opennlp.tools.doccat.DocumentCategorizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenNLP's own categoriser on our rows. */
class MaxentTest {

  @Test
  void learnsWordsOfAClass(@TempDir Path folder) {
    DocumentCategorizer categorizer =
        Maxent.train("en", TsvReader.labelled(TinyRows.write(folder.resolve("a.tsv"), 200, 1)));
    List<TextRow> test = TsvReader.labelled(TinyRows.write(folder.resolve("b.tsv"), 100, 2));
    double accuracy = Maxent.accuracy(categorizer, test);
    assertTrue(accuracy > 0.95, "accuracy " + accuracy);
  }

  /** The figure that stands beside SHERL's in tables; training has no chance in it. */
  @Test
  void theFigureOnTrec() {
    Path trec = SharedData.assets().resolve("text-trec6");
    DocumentCategorizer categorizer =
        Maxent.train("en", TsvReader.labelled(trec.resolve("train.tsv")));
    double accuracy = Maxent.accuracy(categorizer, TsvReader.labelled(trec.resolve("test.tsv")));
    System.out.println("OpenNLP maximum entropy on TREC-6: " + accuracy);
    assertEquals(0.826, accuracy, 0.002);
  }

  @Test
  void tooFewRowsAreRefused() {
    List<TextRow> one = List.of(new TextRow("a", "once", null, 1));
    assertThrows(BadInputException.class, () -> Maxent.train("en", one));
  }
}
