package io.github.sherl4j.engine.run;

/** A step with its arrays, ready to run again and again. */
interface Running extends AutoCloseable {

  void run();

  /** Number of native calls. */
  int calls();

  @Override
  void close();
}
