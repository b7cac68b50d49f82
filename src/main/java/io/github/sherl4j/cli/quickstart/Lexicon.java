package io.github.sherl4j.cli.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ListMultimap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;

/**
 * The words of the grammar by semantic class, and which go with which. Immutable.
 *
 * @param labels the classes that the labelled task tells apart
 * @param nouns class → nouns
 * @param adjectives class → adjectives; under {@link #ANY} those that go with every noun
 * @param transitive verbs with a patient
 * @param intransitive verbs without
 */
record Lexicon(
    List<String> labels,
    ListMultimap<String, String> nouns,
    ListMultimap<String, String> adjectives,
    List<Verb> transitive,
    List<Verb> intransitive) {

  /** In the file: every class but {@link #PLACE}. */
  static final String ANY = "any";

  /** Nouns that only say where. */
  static final String PLACE = "place";

  private static final String FILE = "/io/github/sherl4j/quickstart/lexicon.json";

  /** The lexicon that ships with the library. */
  static Lexicon embedded() {
    try (InputStream in = Lexicon.class.getResourceAsStream(FILE)) {
      JsonNode root = new ObjectMapper().readTree(in);
      ListMultimap<String, String> nouns = byClass(root.get("nouns"));
      return new Lexicon(
          words(root.get("labels").asText()),
          nouns,
          byClass(root.get("adjectives")),
          verbs(root.get("transitive"), nouns.keySet()),
          verbs(root.get("intransitive"), nouns.keySet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The part whose words, the nouns apart, tell nothing about a noun's class: verbs and adjectives
   * that go with every noun.
   *
   * @param kept the nouns to keep by class
   */
  Lexicon neutral(ListMultimap<String, String> kept) {
    return new Lexicon(
        labels,
        ImmutableListMultimap.copyOf(kept),
        ImmutableListMultimap.<String, String>builder().putAll(ANY, adjectives.get(ANY)).build(),
        transitive.stream().filter(this::isNeutral).toList(),
        List.of());
  }

  /** Whether every class but places can do a verb, and have it done to it. */
  boolean isNeutral(Verb verb) {
    return verb.agents().size() == nouns.keySet().size() - 1
        && verb.agents().equals(verb.patients());
  }

  /** Every word in the order of the file, each once. */
  Set<String> words() {
    ImmutableSet.Builder<String> all = ImmutableSet.builder();
    all.addAll(nouns.values()).addAll(adjectives.values());
    for (List<Verb> verbs : List.of(transitive, intransitive)) {
      verbs.forEach(v -> all.add(v.base(), v.past(), v.participle()));
    }
    return all.build();
  }

  private static ListMultimap<String, String> byClass(JsonNode node) {
    ImmutableListMultimap.Builder<String, String> map = ImmutableListMultimap.builder();
    node.properties().forEach(e -> map.putAll(e.getKey(), words(e.getValue().asText())));
    return map.build();
  }

  private static List<Verb> verbs(JsonNode groups, Set<String> classes) {
    ImmutableList.Builder<Verb> all = ImmutableList.builder();
    for (JsonNode group : groups) {
      Set<String> agents = classes(group.path("agents").asText(), classes);
      Set<String> patients = classes(group.path("patients").asText(), classes);
      for (String forms : words(group.get("verbs").asText())) {
        List<String> f = Splitter.on('/').splitToList(forms);
        all.add(new Verb(f.get(0), f.get(1), f.get(f.size() - 1), agents, patients));
      }
    }
    return all.build();
  }

  private static Set<String> classes(String text, Set<String> all) {
    return ImmutableSet.copyOf(
        text.equals(ANY) ? all.stream().filter(c -> !c.equals(PLACE)).toList() : words(text));
  }

  private static List<String> words(String text) {
    return Splitter.on(' ').omitEmptyStrings().splitToList(text);
  }
}
