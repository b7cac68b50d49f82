package io.github.sherl4j.importer.dl4j;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Every type that is known, by the simple name of its class. Nothing else is looked up by it. */
final class Table {

  /**
   * A known type.
   *
   * @param demand what it takes its input for; empty if that does not matter
   */
  record Entry(Optional<Kind> demand, Words words) {}

  private static final Map<String, Entry> ALL = new TreeMap<>();

  static {
    ConvolutionWords.add();
    PoolingWords.add();
    DenseWords.add();
    RecurrentWords.add();
    PlainWords.add();
    VertexWords.add();
  }

  private Table() {}

  static void add(String type, Kind demand, Words words) {
    ALL.put(type, new Entry(Optional.ofNullable(demand), words));
  }

  static Optional<Entry> find(String type) {
    return Optional.ofNullable(ALL.get(type));
  }

  /** What a type takes its input for; empty if that does not matter, or it is not known. */
  static Optional<Kind> demand(String type) {
    return find(type).flatMap(Entry::demand);
  }

  static Set<String> types() {
    return ALL.keySet();
  }
}
