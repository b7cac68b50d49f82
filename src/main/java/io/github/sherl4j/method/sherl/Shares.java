package io.github.sherl4j.method.sherl;

import com.google.common.base.Splitter;
import com.google.common.collect.Sets;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.plan.TuningConfig;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Options of plans with several adapters: one value for all, or one for each, separated by
 * semicolons.
 */
final class Shares {

  static final String SEPARATOR = ";";

  /** Options that may hold a value for each adapter. */
  private static final Set<String> SHARED =
      Sets.union(
          SherlSettings.OPTIONS,
          Set.of("taps", "late", "late-from", "late-train", "features", "preset"));

  private Shares() {}

  /** Whether a value holds one for each adapter. */
  static boolean several(String value) {
    return value.contains(SEPARATOR);
  }

  /** What adapter {@code i} of {@code n} is asked for. */
  static TuningConfig of(TuningConfig config, int i, int n) {
    TuningConfig.Builder own = TuningConfig.builder().seed(config.seed());
    config.options().forEach((name, value) -> own.option(name, of(name, value, i, n)));
    return own.build();
  }

  static String of(String option, String value, int i, int n) {
    if (!SHARED.contains(option) || !several(value)) {
      return value;
    }
    List<String> values = Splitter.on(SEPARATOR).trimResults().splitToList(value);
    if (values.size() != n) {
      throw new BadInputException(
          values.size() + " values in '" + value + "'",
          "one for all, or one for each of " + n + " adapters",
          "option " + option,
          "separate "
              + n
              + " values by semicolons, in the order in which inspect lists the chains");
    }
    return values.get(i);
  }

  /** Settings of all adapters in one map: a single value where they agree. */
  static Map<String, String> joined(List<Map<String, String>> settings) {
    Set<String> names = new LinkedHashSet<>();
    settings.forEach(s -> names.addAll(s.keySet()));
    Map<String, String> all = new TreeMap<>();
    for (String name : names) {
      List<String> values =
          settings.stream().filter(s -> s.containsKey(name)).map(s -> s.get(name)).toList();
      boolean same = Set.copyOf(values).size() == 1;
      all.put(name, same ? values.get(0) : values.stream().collect(Collectors.joining(SEPARATOR)));
    }
    return all;
  }
}
