package io.github.sherl4j.importer.onnx.fuse;

import io.github.sherl4j.importer.shape.Shape;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * A pattern that was found.
 *
 * @param pattern its name
 * @param reads what the whole depends on, besides constants
 * @param shape of the result; its element type is that of the first read value
 * @param form the operations that replace it
 */
public record Fused(String pattern, List<Value> reads, Shape shape, Form form) {

  /** Writes a pattern with few operations. */
  @FunctionalInterface
  public interface Form {

    /**
     * Adds the operations.
     *
     * @param reads the variables of {@link Fused#reads()}, in that order
     */
    SDVariable emit(SameDiff graph, List<SDVariable> reads);
  }

  /** Defensive copy. */
  public Fused {
    reads = List.copyOf(reads);
  }

  /** A pattern of one tensor, whose shape and type the result has. */
  static Fused of(String pattern, Value x, Form form) {
    return new Fused(pattern, List.of(x), x.shape(), form);
  }

  /**
   * The steps between {@link #reads()} and the root, the root left out; empty if something is there
   * that is neither a constant nor leads to what is read.
   */
  public Optional<Set<Step>> interior(Step root) {
    Set<Step> found = new LinkedHashSet<>();
    Deque<Value> open = new ArrayDeque<>(root.inputs());
    while (!open.isEmpty()) {
      Value next = open.pop();
      if (next.isKnown() || reads.contains(next)) {
        continue;
      }
      if (next.maker().isEmpty()) {
        return Optional.empty();
      }
      Step made = next.maker().orElseThrow();
      if (found.add(made)) {
        open.addAll(made.inputs());
      }
    }
    return Optional.of(Collections.unmodifiableSet(found));
  }
}
