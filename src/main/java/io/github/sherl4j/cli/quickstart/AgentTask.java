package io.github.sherl4j.cli.quickstart;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * The labelled task: what does the deed of this sentence? The label is the class of the main verb's
 * agent, in statements and questions, active and passive, whatever nouns stand around it. Verbs and
 * adjectives tell nothing of the class, and half of the nouns never occur in the training rows:
 * their classes are known only from pre-training.
 */
final class AgentTask {

  /** Rows of a hundred in the test set whose agent is a noun of the training rows. */
  static final int KNOWN_PERCENT = 20;

  private static final int MAX_WORDS = 16;

  /**
   * A labelled sentence.
   *
   * @param label class of the agent
   * @param text the sentence
   * @param agent the noun
   */
  record Row(String label, String text, String agent) {}

  private final Lexicon lexicon;
  private final SplittableRandom random;
  private final ListMultimap<String, String> known;
  private final ListMultimap<String, String> held;

  AgentTask(Lexicon lexicon, long seed) {
    this.lexicon = lexicon;
    random = new SplittableRandom(seed);
    ImmutableListMultimap.Builder<String, String> first = ImmutableListMultimap.builder();
    ImmutableListMultimap.Builder<String, String> second = ImmutableListMultimap.builder();
    for (String nounClass : lexicon.nouns().keySet()) {
      List<String> nouns = new ArrayList<>(lexicon.nouns().get(nounClass));
      Collections.shuffle(nouns, new Random(random.nextLong()));
      boolean split = lexicon.labels().contains(nounClass);
      int half = split ? nouns.size() / 2 : nouns.size();
      first.putAll(nounClass, nouns.subList(0, half));
      second.putAll(nounClass, split ? nouns.subList(half, nouns.size()) : nouns);
    }
    known = first.build();
    held = second.build();
  }

  /** The nouns that training rows may hold, by class. */
  ListMultimap<String, String> known() {
    return known;
  }

  /** Training rows: the classes in turn, then shuffled; no text twice. */
  List<Row> train(int rows) {
    return rows(rows, 100, Set.of());
  }

  /** Test rows, most of them with nouns that no training row holds. */
  List<Row> test(int rows, List<Row> train) {
    Set<String> taken = new LinkedHashSet<>();
    train.forEach(r -> taken.add(r.text()));
    return rows(rows, KNOWN_PERCENT, taken);
  }

  private List<Row> rows(int count, int knownPercent, Set<String> taken) {
    Set<String> texts = new LinkedHashSet<>(taken);
    List<Row> rows = new ArrayList<>();
    while (rows.size() < count) {
      String label = lexicon.labels().get(rows.size() % lexicon.labels().size());
      Row row = row(label, random.nextInt(100) < knownPercent ? known : held);
      if (row != null && texts.add(row.text())) {
        rows.add(row);
      }
    }
    Collections.shuffle(rows, new Random(random.nextLong()));
    return rows;
  }

  /** A row, or {@code null} if it came out too long. */
  private Row row(String label, ListMultimap<String, String> nouns) {
    Phrases phrases = new Phrases(lexicon.neutral(nouns), random);
    Predicate<String> other = c -> !c.equals(label) && !c.equals(Lexicon.PLACE);
    List<String> others = nouns.keySet().stream().filter(other).toList();
    Verb verb = phrases.verb(v -> true);
    String patientClass = phrases.pick(others);
    List<String> agent = phrases.noun(label);
    String noun = agent.get(agent.size() - 1);
    List<String> patient = phrases.noun(patientClass);
    boolean onAgent = phrases.chance(50);
    List<String> longer = onAgent ? agent : patient;
    if (phrases.chance(60)) {
      longer.addAll(phrases.relative(onAgent ? label : patientClass, other));
    } else {
      longer.addAll(phrases.beside(phrases.pick(others)));
    }
    List<String> words = new ArrayList<>();
    boolean passive = phrases.chance(50);
    boolean question = phrases.chance(25);
    if (question) {
      words.add(passive ? "was" : "did");
    }
    words.addAll(passive ? patient : agent);
    if (passive) {
      words.addAll(
          question ? List.of(verb.participle(), "by") : List.of("was", verb.participle(), "by"));
    } else {
      words.add(question ? verb.base() : verb.past());
    }
    words.addAll(passive ? agent : patient);
    if (phrases.chance(30)) {
      words.addAll(phrases.chance(50) ? phrases.place() : phrases.time());
    }
    return words.size() > MAX_WORDS
        ? null
        : new Row(label, Phrases.text(words, question ? "?" : "."), noun);
  }
}
