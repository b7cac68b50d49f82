package io.github.sherl4j.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Near misses for names that match nothing. */
public final class Names {

  private static final int SHOWN = 5;

  private Names() {}

  /** The names nearest to {@code wanted} by edit distance, nearest first, at most five. */
  public static List<String> nearest(String wanted, Collection<String> names) {
    return names.stream()
        .sorted(
            Comparator.<String>comparingInt(n -> distance(wanted, n))
                .thenComparing(Comparator.naturalOrder()))
        .limit(SHOWN)
        .toList();
  }

  /** A remedy text: {@code nearest names: a, b, c}. */
  public static String didYouMean(String wanted, Collection<String> names) {
    List<String> near = nearest(wanted, names);
    return near.isEmpty()
        ? "there are none to choose from"
        : near.stream().collect(Collectors.joining(", ", "nearest names: ", ""));
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
