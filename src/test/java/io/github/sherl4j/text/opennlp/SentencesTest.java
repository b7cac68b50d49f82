package io.github.sherl4j.text.opennlp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.io.Resources;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.text.TextRow;
import io.github.sherl4j.text.TextTokenizer;
import io.github.sherl4j.text.Tokenizers;
import io.github.sherl4j.text.TsvReader;
import io.github.sherl4j.transform.TunedModel;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import opennlp.tools.sentdetect.SentenceDetector;
import org.junit.jupiter.api.Test;

/** A sentence detector trained on the spot cuts documents for the model that ships in the jar. */
class SentencesTest {

  private static final int LIMIT = 30;

  private static Path shipped(String name) throws URISyntaxException {
    return Path.of(Resources.getResource("io/github/sherl4j/quickstart/" + name).toURI());
  }

  /** Sentences, some with a stop that ends none: without such there is nothing to tell apart. */
  private static List<String> sentences(String file) throws URISyntaxException {
    List<String> plain =
        TsvReader.labelled(shipped(file)).stream().map(TextRow::text).distinct().toList();
    return IntStream.range(0, plain.size())
        .mapToObj(i -> i % 3 == 0 ? plain.get(i).replaceFirst(" ", " no. 5 ") : plain.get(i))
        .toList();
  }

  @Test
  void sentencesAreFoundAndWindowsAreWholeOnes() throws URISyntaxException {
    SentenceDetector detector = Sentences.train("en", sentences("train.tsv"));
    List<String> known = sentences("test.tsv").subList(0, 30);
    String document = String.join(" ", known);
    assertArrayEquals(known.toArray(), detector.sentDetect(document));
    try (TextTokenizer tokenizer = Tokenizers.open(shipped("tokenizer.json"), 1 << 20)) {
      List<String> windows =
          new Windows(detector, t -> tokenizer.encode(t, null).ids().length(), LIMIT).of(document);
      assertEquals(document, String.join(" ", windows));
      for (String window : windows) {
        assertTrue(known.contains(detector.sentDetect(window)[0]), window);
        assertTrue(window.endsWith(".") || window.endsWith("?"), window);
      }
      assertTrue(windows.size() > 5 && windows.size() < 20, windows.size() + " windows");
    }
  }

  @Test
  void aCategoriserReadsTheWholeDocument() throws URISyntaxException, IOException {
    SentenceDetector detector = Sentences.train("en", sentences("train.tsv"));
    String document =
        sentences("test.tsv").subList(0, 12).stream().collect(Collectors.joining(" "));
    try (TunedModel model =
            Sherl.attach(
                Sherl.open(shipped("model.onnx")),
                "sherl",
                TuningConfig.builder().seed(3).option("width", 4).build(),
                List.of("x", "y", "z"));
        TunedCategorizer whole =
            Categorizers.of(model, shipped("tokenizer.json"), LIMIT, detector)) {
      double[] expected = new double[3];
      double tokens = 0;
      try (TextTokenizer tokenizer = Tokenizers.open(shipped("tokenizer.json"), 1 << 20)) {
        Windows windows =
            new Windows(detector, t -> tokenizer.encode(t, null).ids().length(), LIMIT);
        for (String window : windows.of(document)) {
          int weight = tokenizer.encode(window, null).ids().length();
          double[] outcome = whole.categorize(new String[] {window});
          tokens += weight;
          for (int c = 0; c < 3; c++) {
            expected[c] += weight * outcome[c];
          }
        }
      }
      double[] outcome = whole.categorize(new String[] {document});
      for (int c = 0; c < 3; c++) {
        assertEquals(expected[c] / tokens, outcome[c], 1e-5);
      }
    }
  }

  @Test
  void nothingCanBeLearntFromNothing() {
    assertThrows(BadInputException.class, () -> Sentences.train("en", List.of()));
  }
}
