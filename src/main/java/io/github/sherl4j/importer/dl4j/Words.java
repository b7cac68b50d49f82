package io.github.sherl4j.importer.dl4j;

/** Says one type of layer or vertex in the words of {@code importer.layers}. */
@FunctionalInterface
interface Words {

  /** Adds the layer's steps and weights. */
  void say(Scribe layer);
}
