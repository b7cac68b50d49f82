package io.github.sherl4j.importer.layers;

import io.github.sherl4j.engine.SafeOps;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Activations whose name carries their numbers, such as {@code slope(0.01)}. */
final class NumberedActivations {

  private static final Pattern FORM =
      Pattern.compile("([a-z_]+)\\((-?[0-9.]+(?:E-?[0-9]+)?(?:,-?[0-9.]+(?:E-?[0-9]+)?)*)\\)");

  /** What a name and its numbers do. */
  private interface Numbered {
    SDVariable apply(SameDiff sd, SDVariable x, double[] n);
  }

  private record Entry(int count, Numbered function) {}

  private static final Map<String, Entry> ALL =
      Map.of(
          "slope", new Entry(1, (sd, x, n) -> Activation.relu(sd, x, n[0], null, 0)),
          "elu", new Entry(1, (sd, x, n) -> SafeOps.elu(sd, x, n[0], 1)),
          "at_least", new Entry(1, (sd, x, n) -> sd.nn.relu(x.sub(n[0]), 0).add(n[0])),
          "above", new Entry(1, (sd, x, n) -> x.mul(sd.gt(x, n[0]).castTo(x.dataType()))),
          "rectified",
              new Entry(
                  3,
                  (sd, x, n) ->
                      Activation.relu(
                          sd, x, n[0], n[1] >= Float.MAX_VALUE ? null : (Double) n[1], n[2])));

  private NumberedActivations() {}

  /** The function of a name; empty if the name is none. */
  static Optional<Activation.Function> find(String name) {
    Matcher m = FORM.matcher(name);
    if (!m.matches() || !ALL.containsKey(m.group(1))) {
      return Optional.empty();
    }
    Entry entry = ALL.get(m.group(1));
    String[] words = m.group(2).split(",", -1);
    if (words.length != entry.count()) {
      return Optional.empty();
    }
    double[] numbers = new double[words.length];
    for (int i = 0; i < numbers.length; i++) {
      try {
        numbers[i] = Double.parseDouble(words[i]);
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
    return Optional.of((sd, x, rank) -> entry.function().apply(sd, x, numbers));
  }
}
