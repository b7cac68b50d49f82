package io.github.sherl4j.cli.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The generator of sentences: repeatable, varied, and its words belong to one class each. */
class GrammarTest {

  private static final Lexicon LEXICON = Lexicon.embedded();

  private static List<String> sentences(long seed, int count) {
    Grammar grammar = new Grammar(LEXICON, seed);
    return IntStream.range(0, count).mapToObj(i -> grammar.sentence()).toList();
  }

  private static List<String> words(String sentence) {
    String plain = sentence.toLowerCase(Locale.ROOT).replace(".", "").replace("?", "");
    return Splitter.on(' ').splitToList(plain);
  }

  @Test
  void theSameSeedGivesTheSameSentences() {
    assertEquals(sentences(5, 500), sentences(5, 500));
    assertNotEquals(sentences(5, 500), sentences(6, 500));
  }

  @Test
  void sentencesHaveFormAndOnlyKnownWords() {
    Set<String> known = new HashSet<>(Vocabulary.of(LEXICON).tokens());
    Map<String, Integer> seen = new HashMap<>();
    for (String sentence : sentences(1, 40_000)) {
      assertTrue(sentence.matches("[A-Z][a-z ]*[.?]"), sentence);
      for (String word : words(sentence)) {
        assertTrue(known.contains(word), word + " in " + sentence);
        seen.merge(word, 1, Integer::sum);
      }
      assertTrue(words(sentence).size() <= 18, sentence);
    }
    List<String> missing = new ArrayList<>(LEXICON.words());
    missing.removeAll(seen.keySet());
    assertEquals(List.of(), missing, "words that never occur");
    for (String nounClass : LEXICON.labels()) {
      double mean =
          LEXICON.nouns().get(nounClass).stream().mapToInt(seen::get).average().orElseThrow();
      assertTrue(mean > 80, nounClass + ": a noun occurs " + mean + " times");
    }
  }

  @Test
  void everyWordHasOneKind() {
    List<String> all = new ArrayList<>(Phrases.FUNCTION_WORDS);
    all.addAll(LEXICON.nouns().values());
    all.addAll(LEXICON.adjectives().values());
    for (List<Verb> verbs : List.of(LEXICON.transitive(), LEXICON.intransitive())) {
      verbs.forEach(v -> all.addAll(ImmutableSet.of(v.base(), v.past())));
    }
    Set<String> once = new HashSet<>();
    List<String> twice = all.stream().filter(w -> !once.add(w)).toList();
    assertEquals(List.of(), twice);
    int size = Vocabulary.of(LEXICON).size();
    assertTrue(size >= 500 && size <= 900, size + " tokens");
  }
}
