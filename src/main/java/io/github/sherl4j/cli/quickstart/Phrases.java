package io.github.sherl4j.cli.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Phrases as lists of words, drawn at random from a lexicon. The classes of the nouns are chosen by
 * the caller or by the verbs. Not thread-safe.
 */
final class Phrases {

  private static final List<String> DETERMINERS = List.of("this", "that", "every", "my", "our");
  private static final List<String> BESIDE = List.of("near", "behind", "beside");
  private static final List<String> TIMES = List.of("yesterday", "today", "again", "twice");

  /** Words that the grammar itself brings, besides the lexicon's. */
  static final List<String> FUNCTION_WORDS =
      List.of(
          "the",
          "a",
          "an",
          "this",
          "that",
          "every",
          "my",
          "our",
          "near",
          "behind",
          "beside",
          "in",
          "yesterday",
          "today",
          "again",
          "twice",
          "was",
          "by",
          "with",
          "did",
          "who",
          "there",
          ".",
          "?");

  private final Lexicon lexicon;
  private final SplittableRandom random;

  Phrases(Lexicon lexicon, SplittableRandom random) {
    this.lexicon = lexicon;
    this.random = random;
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** A transitive verb that fits. */
  Verb verb(Predicate<Verb> fits) {
    return pick(lexicon.transitive().stream().filter(fits).toList());
  }

  /** An intransitive verb of a class. */
  Verb intransitive(String agent) {
    return pick(lexicon.intransitive().stream().filter(v -> v.agents().contains(agent)).toList());
  }

  /** One of some classes. */
  String one(Set<String> classes) {
    return one(classes, c -> true);
  }

  private String one(Set<String> classes, Predicate<String> fits) {
    return pick(classes.stream().filter(fits).toList());
  }

  /** {@code the old dog}. */
  List<String> noun(String nounClass) {
    List<String> words = new ArrayList<>();
    int d = random.nextInt(100);
    words.add(d < 60 ? "the" : d < 85 ? "a" : pick(DETERMINERS));
    if (chance(45)) {
      words.add(adjective(nounClass, 70));
    }
    words.add(pick(lexicon.nouns().get(nounClass)));
    return words;
  }

  /** An adjective: one of the class's own with that chance, else one that goes with every noun. */
  String adjective(String nounClass, int ownPercent) {
    List<String> own = lexicon.adjectives().get(nounClass);
    return pick(!own.isEmpty() && chance(ownPercent) ? own : lexicon.adjectives().get(Lexicon.ANY));
  }

  /** A relative clause about a noun of {@code head}; its other noun is of a class that fits. */
  List<String> relative(String head, Predicate<String> other) {
    List<String> words = new ArrayList<>(List.of("that"));
    boolean headActs = chance(50);
    Verb verb =
        verb(
            v ->
                headActs
                    ? v.agents().contains(head) && v.patients().stream().anyMatch(other)
                    : v.patients().contains(head) && v.agents().stream().anyMatch(other));
    List<String> noun = noun(one(headActs ? verb.patients() : verb.agents(), other));
    if (headActs) {
      words.add(verb.past());
      words.addAll(noun);
    } else if (chance(50)) {
      words.addAll(noun);
      words.add(verb.past());
    } else {
      words.addAll(List.of("was", verb.participle(), "by"));
      words.addAll(noun);
    }
    return words;
  }

  /** {@code near the old dog}. */
  List<String> beside(String nounClass) {
    List<String> words = new ArrayList<>(List.of(pick(BESIDE)));
    words.addAll(noun(nounClass));
    return words;
  }

  /** {@code in the garden}. */
  List<String> place() {
    return List.of("in", "the", pick(lexicon.nouns().get(Lexicon.PLACE)));
  }

  /** {@code yesterday}. */
  List<String> time() {
    return List.of(pick(TIMES));
  }

  /** The words as a text: {@code a} becomes {@code an} before a vowel, the first letter large. */
  static String text(List<String> words, String mark) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      boolean vowel = i + 1 < words.size() && "aeiou".indexOf(words.get(i + 1).charAt(0)) >= 0;
      text.append(i == 0 ? "" : " ").append(word.equals("a") && vowel ? "an" : word);
    }
    text.setCharAt(0, Character.toUpperCase(text.charAt(0)));
    return text.append(mark).toString();
  }
}
