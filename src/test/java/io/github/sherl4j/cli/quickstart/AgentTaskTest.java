package io.github.sherl4j.cli.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import io.github.sherl4j.cli.quickstart.AgentTask.Row;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The labelled rows: repeatable, balanced, and the test set asks for nouns never trained on. */
class AgentTaskTest {

  private static final Lexicon LEXICON = Lexicon.embedded();
  private static final int ROWS = 600;
  private static AgentTask task;
  private static List<Row> train;
  private static List<Row> test;

  @BeforeAll
  static void rows() {
    task = new AgentTask(LEXICON, 3);
    train = task.train(ROWS);
    test = task.test(ROWS, train);
  }

  private static List<String> words(Row row) {
    return Splitter.onPattern("[ .?]+").splitToList(row.text().toLowerCase(Locale.ROOT));
  }

  @Test
  void theSameSeedGivesTheSameRows() {
    AgentTask again = new AgentTask(LEXICON, 3);
    List<Row> rows = again.train(ROWS);
    assertEquals(train, rows);
    assertEquals(test, again.test(ROWS, rows));
  }

  @Test
  void theClassesAreBalanced() {
    for (List<Row> rows : List.of(train, test)) {
      for (String label : LEXICON.labels()) {
        assertEquals(
            ROWS / LEXICON.labels().size(),
            rows.stream().filter(r -> r.label().equals(label)).count(),
            label);
      }
    }
  }

  @Test
  void theLabelIsTheClassOfTheAgentAndNoOtherNounHasIt() {
    for (List<Row> rows : List.of(train, test)) {
      for (Row row : rows) {
        List<String> own =
            words(row).stream().filter(LEXICON.nouns().get(row.label())::contains).toList();
        assertEquals(List.of(row.agent()), own, row.text());
      }
    }
  }

  @Test
  void noTextOccursTwiceAndMostTestNounsAreNew() {
    Set<String> texts = new HashSet<>();
    train.forEach(r -> assertTrue(texts.add(r.text()), r.text()));
    test.forEach(r -> assertTrue(texts.add(r.text()), r.text()));
    Set<String> held = new HashSet<>();
    LEXICON.labels().forEach(c -> held.addAll(LEXICON.nouns().get(c)));
    held.removeAll(task.known().values());
    for (Row row : train) {
      assertFalse(words(row).stream().anyMatch(held::contains), row.text());
    }
    double fresh = test.stream().filter(r -> held.contains(r.agent())).count() / (double) ROWS;
    assertTrue(fresh > 0.72 && fresh < 0.88, fresh + " of the agents are new");
  }

  @Test
  void verbsAndAdjectivesTellNothing() {
    Set<String> plain = new HashSet<>(Phrases.FUNCTION_WORDS);
    Lexicon neutral = LEXICON.neutral(LEXICON.nouns());
    plain.addAll(neutral.words());
    Set<String> strange =
        train.stream()
            .flatMap(r -> words(r).stream())
            .filter(w -> !w.isEmpty() && !plain.contains(w))
            .collect(Collectors.toSet());
    assertEquals(Set.of(), strange);
  }
}
