package io.github.sherl4j.importer.samediff;

import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.engine.run.TensorShapes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Sizes of all tensors of a graph: inferred for two different sizes of what is dynamic. What is not
 * the same in both is dynamic.
 */
final class Probes {

  /** Pairs of sizes to try, as small maps do not fit large windows nor long texts short tables. */
  private static final long[][] SIZES = {{6, 8}, {32, 48}, {96, 128}, {224, 256}};

  private Probes() {}

  /** Sizes by name; −1 is dynamic. */
  static Map<String, long[]> shapes(SameDiff graph, List<SDVariable> inputs) {
    UnsupportedOpException first = null;
    for (long[] size : SIZES) {
      try {
        Map<String, long[]> a = TensorShapes.of(graph, filled(inputs, 2, size[0]));
        boolean fixed = inputs.stream().allMatch(Probes::isFixed);
        return fixed ? a : merged(a, TensorShapes.of(graph, filled(inputs, 3, size[1])));
      } catch (UnsupportedOpException e) {
        first = first == null ? e : first;
      }
    }
    throw first;
  }

  private static boolean isFixed(SDVariable input) {
    return Arrays.stream(input.placeholderShape()).allMatch(d -> d >= 0);
  }

  private static Map<String, long[]> filled(List<SDVariable> inputs, long batch, long size) {
    Map<String, long[]> shapes = new HashMap<>();
    for (SDVariable in : inputs) {
      long[] shape = in.placeholderShape().clone();
      for (int i = 0; i < shape.length; i++) {
        shape[i] = shape[i] >= 0 ? shape[i] : i == 0 ? batch : size + 2L * (i - 1);
      }
      shapes.put(in.name(), shape);
    }
    return shapes;
  }

  private static Map<String, long[]> merged(Map<String, long[]> a, Map<String, long[]> b) {
    List<String> names = new ArrayList<>(a.keySet());
    Map<String, long[]> merged = new HashMap<>();
    for (String name : names) {
      long[] one = a.get(name);
      long[] other = b.get(name);
      long[] shape = one.clone();
      for (int i = 0; i < shape.length; i++) {
        shape[i] = other.length == one.length && other[i] == one[i] ? one[i] : -1;
      }
      merged.put(name, shape);
    }
    return merged;
  }
}
