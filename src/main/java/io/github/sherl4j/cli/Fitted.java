package io.github.sherl4j.cli;

import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.train.MemoryChoice;
import io.github.sherl4j.train.TrainConfig;
import java.util.Optional;

/**
 * The settings of a run that a memory budget may change.
 *
 * @param backbone to attach to
 * @param batch rows a batch
 * @param choice how they were fitted to a budget; empty where there is none
 */
record Fitted(Backbone backbone, TuningConfig tuning, int batch, Optional<MemoryChoice> choice) {

  static Fitted asGiven(Backbone backbone, TuningConfig tuning, int batch) {
    return new Fitted(backbone, tuning, batch, Optional.empty());
  }

  static Fitted of(Backbone backbone, MemoryChoice choice) {
    return new Fitted(backbone, choice.tuning(), choice.batch(), Optional.of(choice));
  }

  TrainConfig saving(TrainConfig given) {
    return choice
        .map(c -> given.saving(c.training().accumulate(), c.training().recompute()))
        .orElse(given);
  }
}
