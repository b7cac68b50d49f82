package io.github.sherl4j.plan;

import java.util.List;

/**
 * One adapter of a plan: what it reads and where its output enters the backbone. Immutable.
 *
 * @param name tells it from others in parameter names; empty if it is the only one
 * @param taps tensors that are read without a gradient, shallow first; empty if a trained norm is
 *     all there is
 * @param from the tensor that the gate lets through beside the adapter's result
 * @param into the tensor whose readers behind all taps get the output instead
 * @param normed whether a trained norm works on the output
 */
public record Insertion(String name, List<String> taps, String from, String into, boolean normed) {

  /** Defensive copy. */
  public Insertion {
    taps = List.copyOf(taps);
  }

  /** An adapter whose output takes the place of the tensor that its gate lets through. */
  public static Insertion at(String tensor, List<String> taps) {
    return new Insertion("", taps, tensor, tensor, false);
  }

  /** The same under another name. */
  public Insertion named(String other) {
    return new Insertion(other, taps, from, into, normed);
  }
}
