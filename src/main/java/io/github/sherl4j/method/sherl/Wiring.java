package io.github.sherl4j.method.sherl;

import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plan.TuningPlan;
import java.util.Optional;

/** A way to put adapters into a kind of backbone. Stateless. */
interface Wiring {

  /**
   * The plan, or nothing if this is not for such a backbone.
   *
   * @throws io.github.sherl4j.SherlException if it is, but the configuration does not fit
   */
  Optional<TuningPlan> plan(Backbone backbone, BlockMap blocks, TuningConfig config);
}
