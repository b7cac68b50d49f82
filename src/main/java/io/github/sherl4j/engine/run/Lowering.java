package io.github.sherl4j.engine.run;

/** A way to turn one op of a graph into fewer or cheaper native calls with the same results. */
interface Lowering {

  /** Adds steps and aliases for {@link Draft#op()}; false if this is not for that op. */
  boolean apply(Draft draft);
}
