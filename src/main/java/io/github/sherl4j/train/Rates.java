package io.github.sherl4j.train;

import io.github.sherl4j.internal.Globs;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The base learning rate of every parameter. */
final class Rates {

  private final Map<String, Double> base = new HashMap<>();

  /**
   * Resolves the groups of a configuration.
   *
   * @throws io.github.sherl4j.NoMatchException if a group matches no parameter
   */
  Rates(TrainConfig config, Collection<String> parameters) {
    config
        .groups()
        .forEach(
            (glob, rate) ->
                Globs.select(glob, parameters, "the learning rate of " + glob)
                    .forEach(name -> base.putIfAbsent(name, rate)));
    parameters.forEach(name -> base.putIfAbsent(name, config.rate()));
  }

  double of(String parameter) {
    return base.get(parameter);
  }
}
