package io.github.sherl4j.cli.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Sentences of a small English-like language, the text that the embedded backbone is pre-trained
 * on: statements in active and passive voice, questions, relative clauses, places and times. Verbs
 * and adjectives select the classes of the nouns beside them, so the classes can be learnt from
 * where the words stand. The same seed gives the same sentences. Not thread-safe.
 */
final class Grammar {

  private static final int MAX_WORDS = 18;
  private static final int QUESTIONS = 22;
  private static final int NEUTRAL_PERCENT = 25;

  private final Lexicon lexicon;
  private final SplittableRandom random;
  private final Phrases phrases;
  private final List<String> classes;
  private final Set<String> ownVerb;

  Grammar(Lexicon lexicon, long seed) {
    this.lexicon = lexicon;
    random = new SplittableRandom(seed);
    phrases = new Phrases(lexicon, random);
    classes = lexicon.nouns().keySet().stream().filter(c -> !c.equals(Lexicon.PLACE)).toList();
    ownVerb =
        lexicon.transitive().stream()
            .filter(v -> !lexicon.isNeutral(v))
            .flatMap(v -> v.agents().stream())
            .collect(Collectors.toSet());
  }

  /** The next sentence, its mark included. */
  String sentence() {
    while (true) {
      List<String> words = new ArrayList<>();
      int kind = random.nextInt(100);
      if (kind < QUESTIONS) {
        question(words, kind);
      } else if (kind < 32) {
        intransitive(words);
      } else if (kind < 43) {
        attribute(words);
      } else {
        transitive(words, kind);
      }
      if (words.size() <= MAX_WORDS) {
        return Phrases.text(words, kind < QUESTIONS ? "?" : ".");
      }
    }
  }

  private void question(List<String> words, int kind) {
    Verb verb = verb();
    String agent = phrases.one(verb.agents());
    String patient = phrases.one(verb.patients());
    if (kind < 3) {
      String alone = phrases.pick(classes);
      words.add("did");
      words.addAll(noun(alone));
      words.add(phrases.intransitive(alone).base());
    } else if (kind < 11) {
      words.add("did");
      words.addAll(noun(agent));
      words.add(verb.base());
      words.addAll(noun(patient));
    } else if (kind < 18) {
      words.add("was");
      words.addAll(noun(patient));
      words.addAll(List.of(verb.participle(), "by"));
      words.addAll(noun(agent));
    } else {
      Verb of = phrases.verb(v -> v.agents().contains("person"));
      words.addAll(List.of("who", of.past()));
      words.addAll(noun(phrases.one(of.patients())));
    }
    tail(words);
  }

  private void intransitive(List<String> words) {
    String agent = phrases.pick(classes);
    words.addAll(noun(agent));
    words.add(phrases.intransitive(agent).past());
    tail(words);
  }

  private void attribute(List<String> words) {
    String about = phrases.pick(classes);
    if (phrases.chance(30)) {
      words.addAll(List.of("there", "was"));
      words.addAll(noun(about));
      words.addAll(phrases.place());
    } else {
      words.addAll(noun(about));
      words.addAll(List.of("was", phrases.adjective(about, 80)));
    }
  }

  private void transitive(List<String> words, int kind) {
    Verb verb = verb();
    String agent = phrases.one(verb.agents());
    String patient = phrases.one(verb.patients());
    boolean passive = kind < 66;
    words.addAll(noun(passive ? patient : agent));
    if (passive) {
      words.addAll(List.of("was", verb.participle(), "by"));
    } else {
      words.add(verb.past());
    }
    words.addAll(noun(passive ? agent : patient));
    if (agent.equals("person") && phrases.chance(15)) {
      words.add("with");
      words.addAll(phrases.noun("tool"));
    }
    tail(words);
  }

  /** A verb by the class of its agent, so that every class acts equally often. */
  private Verb verb() {
    String agent = phrases.pick(classes);
    boolean neutral = phrases.chance(NEUTRAL_PERCENT) || !ownVerb.contains(agent);
    return phrases.verb(v -> v.agents().contains(agent) && lexicon.isNeutral(v) == neutral);
  }

  private List<String> noun(String nounClass) {
    List<String> words = new ArrayList<>(phrases.noun(nounClass));
    int more = random.nextInt(100);
    if (more < 12) {
      words.addAll(phrases.relative(nounClass, c -> true));
    } else if (more < 16) {
      words.addAll(phrases.beside(phrases.pick(classes)));
    }
    return words;
  }

  private void tail(List<String> words) {
    int more = random.nextInt(100);
    if (more < 20) {
      words.addAll(phrases.place());
    } else if (more < 35) {
      words.addAll(phrases.time());
    }
  }
}
