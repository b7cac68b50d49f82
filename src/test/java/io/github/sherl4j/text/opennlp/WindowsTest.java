package io.github.sherl4j.text.opennlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.CharMatcher;
import io.github.sherl4j.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import opennlp.tools.sentdetect.SentenceDetector;
import opennlp.tools.util.Span;
import org.junit.jupiter.api.Test;

/** Long documents become windows of whole sentences; nothing is lost, nothing is too long. */
class WindowsTest {

  /** Two special tokens, and one for every word. */
  private static int words(String text) {
    return 2 + (text.isBlank() ? 0 : text.strip().split("\\s+", -1).length);
  }

  /** Sentences end with a full stop; what follows the last one is no sentence. */
  private static final class FullStops implements SentenceDetector {
    @Override
    public String[] sentDetect(CharSequence text) {
      throw new AssertionError("positions are what is needed");
    }

    @Override
    public Span[] sentPosDetect(CharSequence text) {
      List<Span> spans = new ArrayList<>();
      int start = 0;
      for (int i = 0; i < text.length(); i++) {
        if (text.charAt(i) == '.') {
          spans.add(new Span(start, i + 1));
          start = i + 1;
        }
      }
      return spans.toArray(new Span[0]);
    }
  }

  private static List<String> windows(int limit, String document) {
    return new Windows(new FullStops(), WindowsTest::words, limit).of(document);
  }

  @Test
  void whatFitsStaysAsItIs() {
    assertEquals(List.of(" a b. c d. "), windows(6, " a b. c d. "));
    assertEquals(List.of(""), windows(2, ""));
  }

  @Test
  void sentencesStayWholeAndFillWindows() {
    assertEquals(List.of("a b. c d.", "e f g.  h."), windows(6, "a b. c d. e f g.  h."));
    assertEquals(List.of("a b c d.", "e."), windows(6, "a b c d. e."));
  }

  @Test
  void aLongSentenceIsHalvedAtSpaces() {
    assertEquals(List.of("x.", "a b c", "d e.", "y."), windows(5, "x. a b c d e. y."));
  }

  @Test
  void whatFollowsTheLastSentenceIsKept() {
    assertEquals(List.of("a b c.", "and more"), windows(5, "a b c. and more"));
  }

  @Test
  void withoutDetectorSpacesCut() {
    Windows windows = new Windows(null, WindowsTest::words, 4);
    assertEquals(List.of("a b", "c d"), windows.of("a b c d"));
  }

  @Test
  void aWordWithoutSpacesIsCutBetweenCharacters() {
    Windows windows = new Windows(null, t -> 2 + t.codePointCount(0, t.length()), 3);
    assertEquals(List.of("😀", "😀", "😀"), windows.of("😀😀😀"));
    Windows none = new Windows(null, t -> 2 + t.length(), 2);
    assertTrue(
        assertThrows(BadInputException.class, () -> none.of("ab"))
            .getMessage()
            .contains("allow more tokens"));
  }

  @Test
  void nothingIsLostAndNothingIsTooLong() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 300; i++) {
      StringBuilder document = new StringBuilder();
      for (int c = 0; c < random.nextInt(1, 200); c++) {
        document.append("ab .\n".charAt(random.nextInt(5)));
      }
      int limit = random.nextInt(3, 12);
      List<String> windows = windows(limit, document.toString());
      String lost = "seed " + seed + ", document " + i;
      assertEquals(letters(document.toString()), letters(String.join("", windows)), lost);
      for (String window : windows) {
        assertTrue(words(window) <= limit, lost + ": " + window);
        assertFalse(window.isEmpty() && windows.size() > 1, lost);
      }
    }
  }

  private static String letters(String text) {
    return CharMatcher.whitespace().removeFrom(text);
  }
}
