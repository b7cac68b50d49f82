package io.github.sherl4j.importer.dl4j;

import io.github.sherl4j.importer.layers.TensorRef;
import java.util.Optional;

/**
 * A result on its way through the network.
 *
 * @param ref the call that makes it
 * @param kind what its axes mean
 * @param steps if its batch is a batch of steps: the sequence that they were
 */
record Value(TensorRef ref, Kind kind, Optional<TensorRef> steps) {

  Value as(TensorRef now, Kind becomes) {
    return new Value(now, becomes, steps);
  }
}
