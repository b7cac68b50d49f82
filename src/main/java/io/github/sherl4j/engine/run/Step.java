package io.github.sherl4j.engine.run;

import java.util.List;

/** A part of a program that reads and writes whole tensors: one native call, or many by rows. */
interface Step {

  /** Tensors read, in the op's order. */
  List<String> inputs();

  /** Tensors written. */
  List<String> outputs();

  /** Whether values of input {@code position} are read, not its sizes alone. */
  boolean reads(int position);

  /** Whether {@code output} may lie where {@code input}, of the same size, dies. */
  boolean mayShare(String input, String output);

  /** Whether this exists for the gradient only. */
  boolean backward();

  /** Whether this computes again what a forward step has computed. */
  boolean again();

  /** What to call it in a profile. */
  String name();
}
