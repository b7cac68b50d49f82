package io.github.sherl4j.importer.dl4j;

/** What the axes of a tensor mean; Deeplearning4j decides by it how layers read their input. */
enum Kind {
  /** [batch, features]. */
  FLAT,
  /** Whole numbers [batch, …] that point into a table. */
  IDS,
  /** [batch, time, features], which the network has as [batch · time, features]. */
  ROWS,
  /** [batch, time, features]. */
  SEQUENCE,
  /** [batch, height, width, channels]. */
  MAPS
}
