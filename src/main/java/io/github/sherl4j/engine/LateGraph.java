package io.github.sherl4j.engine;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The part of a graph that training changes, as a graph of its own: what lies before it became
 * placeholders. Ops keep their names, so that random masks stay the same; weights and constants are
 * the same arrays.
 *
 * @param graph the part
 * @param cut variables of the whole graph that are placeholders of the part
 * @param inputs placeholders of the whole that the part reads
 * @param sizesOnly those of them of which only the shape is read
 */
public record LateGraph(
    SameDiff graph, Set<String> cut, Set<String> inputs, Set<String> sizesOnly) {

  /**
   * Cuts a graph. Frozen is what no trainable variable and no random op reaches; it is cut where
   * the rest reads it, or further up:
   *
   * <ul>
   *   <li>at the nearest variables of {@code cuttable}, which have names that last;
   *   <li>nowhere if no product with weights, convolution or lookup lies between it and the inputs
   *       (masks, what follows from sizes) or other cuts (a norm): then the part computes it again.
   * </ul>
   *
   * @param results what the part computes
   * @param cuttable variables at which to cut, with their shapes; −1 where dynamic
   */
  public static LateGraph of(
      SameDiff graph, Collection<String> results, Map<String, long[]> cuttable) {
    FrozenOps frozen = new FrozenOps(graph);
    Set<String> cut = new LinkedHashSet<>();
    GraphCopy.reach(
        graph,
        results,
        v -> {
          boolean here = cuttable.containsKey(v) && frozen.isDeep(v);
          if (here) {
            cut.add(v);
          }
          return here;
        });
    frozen.dropDerived(cut);
    GraphCopy.Reached late = GraphCopy.reach(graph, results, cut::contains);
    // An op that is here for one of its results gives the others too.
    cut.removeIf(c -> late.ops().contains(graph.getVariables().get(c).getOutputOfOp()));
    SameDiff part = SameDiff.create();
    cut.forEach(c -> part.placeHolder(c, graph.getVariable(c).dataType(), cuttable.get(c).clone()));
    late.leaves().forEach(l -> leaf(graph.getVariable(l), part));
    GraphCopy.ops(graph, late.ops(), part, name -> name);
    Set<String> inputs = new TreeSet<>(late.leaves());
    inputs.removeIf(l -> !graph.getVariable(l).isPlaceHolder());
    Set<String> sizes = new TreeSet<>(inputs);
    sizes.removeIf(i -> !readForSizeOnly(part, i));
    return new LateGraph(part, cut, inputs, sizes);
  }

  private static void leaf(SDVariable of, SameDiff part) {
    SDVariable copy = part.addVariable(of.clone(part));
    INDArray array = of.getVariableType() == VariableType.PLACEHOLDER ? null : StandIns.value(of);
    if (array != null) {
      part.associateArrayWithVariable(array, copy);
    }
  }

  private static boolean readForSizeOnly(SameDiff part, String input) {
    List<String> readers = Surgery.readers(part.getVariable(input));
    return readers.stream().allMatch(r -> FrozenOps.isSize(part.getOps().get(r)));
  }
}
