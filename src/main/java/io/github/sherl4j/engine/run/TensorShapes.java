package io.github.sherl4j.engine.run;

import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.engine.TopologicalOps;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;

/** The sizes of a graph's tensors, found out without running it. */
public final class TensorShapes {

  private TensorShapes() {}

  /**
   * Asks each op's own shape function, in order.
   *
   * @param placeholders sizes of all placeholders, none unknown
   * @return the sizes of all tensors, by name
   * @throws UnsupportedOpException naming the first op whose result's size depends on numbers that
   *     only a run knows, or does not fit its inputs
   */
  public static Map<String, long[]> of(SameDiff graph, Map<String, long[]> placeholders) {
    Map<String, Sized> feeds = new TreeMap<>();
    placeholders.forEach(
        (name, shape) -> feeds.put(name, new Sized(graph.getVariable(name).dataType(), shape)));
    Sizes sizes = new Sizes(graph, feeds);
    Map<String, long[]> found = new HashMap<>();
    for (SameDiffOp op : TopologicalOps.of(graph)) {
      try {
        sizes.infer(op);
      } catch (UnplannableException e) {
        throw new UnsupportedOpException(
            "operator "
                + op.getName()
                + " ("
                + op.getOp().opName()
                + ") without known sizes: "
                + e.getMessage(),
            "sizes that follow from those of the inputs",
            "the model's graph",
            "build the graph with fixed numbers in its shapes, or leave the operator out",
            e);
      }
      op.getOutputsOfOp().forEach(o -> found.put(o, sizes.of(o).shape().clone()));
    }
    return found;
  }
}
