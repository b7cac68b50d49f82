package io.github.sherl4j.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.shape.Gather;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Row lookups (embeddings, tables of position bias) with a right gradient.
 *
 * <p>Avoids: the gradient of the native gather throws, or assigns where it has to add up repeated
 * indices. Here the lookup reads a constant that shares the trained table's memory, and a trained
 * scalar 0 is added to the rows so that their gradient is built; {@link #addGradients} then sums it
 * by index. A lookup that is not of rows of a variable becomes a product with a one-hot matrix.
 */
public final class Lookups {

  private static final String ROWS = ".rows";
  private static final String PROBE = "lookup.probe.";

  private Lookups() {}

  /** Makes every lookup that trainable variables reach differentiable; call after freezing. */
  public static void makeDifferentiable(SameDiff graph) {
    for (SameDiffOp op : new ArrayList<>(graph.getOps().values())) {
      if (op.getOp() instanceof Gather gather) {
        SDVariable table = gather.arg(0);
        if (table.dataType().isFPType() && Surgery.variableUpstream(table)) {
          int axis = axis(gather);
          if (axis == 0 && table.getVariableType() == VariableType.VARIABLE) {
            shareRows(graph, gather, table);
          } else {
            byProduct(graph, gather, table, axis);
          }
        }
      }
    }
  }

  private static int axis(Gather gather) {
    return gather.numIArguments() == 0 ? 0 : Math.toIntExact(gather.getIArgument(0));
  }

  private static void shareRows(SameDiff graph, Gather gather, SDVariable table) {
    String name = table.name() + ROWS;
    if (!graph.hasVariable(name)) {
      SDVariable rows = graph.constant(name, table.getArr());
      if (rows.getArr().data().address() != table.getArr().data().address()) {
        throw new IllegalStateException("the rows of " + table.name() + " are a copy");
      }
    }
    graph.replaceArgFor(0, graph.getVariable(name), gather);
    SDVariable out = graph.getVariable(gather.outputVariablesNames()[0]);
    List<String> readers = Surgery.readers(out);
    SDVariable probe =
        graph.var(
            PROBE + out.name(), Nd4j.createUninitializedDetached(out.dataType(), 1).assign(0));
    Surgery.rewire(out, out.add(probe), readers);
  }

  private static void byProduct(SameDiff graph, Gather gather, SDVariable table, int axis) {
    long[] shape = table.getVariableType() == VariableType.ARRAY ? sizes(table) : table.getShape();
    long width = 1;
    int[] toFront = new int[shape.length];
    long[] wide = new long[shape.length];
    int[] back = new int[shape.length];
    for (int i = 0; i < shape.length; i++) {
      toFront[i] = i == 0 ? axis : i <= axis ? i - 1 : i;
      wide[i] = i == 0 ? -1 : shape[toFront[i]];
      width *= i == axis ? 1 : shape[i];
      back[toFront[i]] = i;
    }
    SDVariable front = axis == 0 ? table : graph.permute(table, toFront);
    SDVariable places = graph.reshape(gather.arg(1), -1).castTo(DataType.INT64);
    SDVariable counted = graph.constant(Nd4j.arange((double) shape[axis]).castTo(DataType.INT64));
    SDVariable rows =
        SafeMatmul.rows(
            graph, graph.reshape(front, shape[axis], width), places, counted, width == 1);
    SDVariable out = graph.getVariable(gather.outputVariablesNames()[0]);
    List<String> readers = Surgery.readers(out);
    // The native lookup stays for its shape alone, of a table that no gradient reaches.
    graph.replaceArgFor(0, GradientStop.stop(table), gather);
    SDVariable picked = graph.permute(graph.reshape(rows, wide), back);
    Surgery.rewire(out, graph.reshape(picked, graph.shape(out)), readers);
  }

  private static long[] sizes(SDVariable computed) {
    try (INDArray value = computed.eval()) {
      return value.shape();
    }
  }

  /** Whether a trainable variable only marks a lookup. */
  static boolean isProbe(String variable) {
    return variable.startsWith(PROBE);
  }

  /**
   * Adds the sums of the rows' gradients to a gradient graph.
   *
   * @return name of each table that is looked up → name of its gradient
   */
  static Map<String, String> addGradients(SameDiff graph, SameDiff function) {
    Map<String, List<SDVariable>> parts = new TreeMap<>();
    for (SDVariable v : graph.variables()) {
      if (isProbe(v.name())) {
        String looked = v.name().substring(PROBE.length());
        Gather gather = (Gather) graph.getVariableOutputOp(looked);
        String rows = gather.arg(0).name();
        String table = rows.substring(0, rows.length() - ROWS.length());
        String sum = Surgery.readers(v).get(0);
        String marked = graph.getOps().get(sum).getOutputsOfOp().get(0);
        parts
            .computeIfAbsent(table, t -> new ArrayList<>())
            .add(
                byRow(function, marked, gather.arg(1).name(), graph.getVariable(table).getShape()));
      }
    }
    Map<String, String> names = new TreeMap<>();
    parts.forEach(
        (table, list) -> {
          SDVariable own = function.getVariable(table).gradient();
          SDVariable total = list.get(0);
          for (SDVariable part : list.subList(1, list.size())) {
            total = total.add(part);
          }
          names.put(table, (own == null ? total : total.add(own)).name());
        });
    return names;
  }

  private static SDVariable byRow(SameDiff function, String marked, String index, long[] table) {
    long width = 1;
    for (int i = 1; i < table.length; i++) {
      width *= table[i];
    }
    SDVariable gradient = function.getVariable(marked).gradient();
    SDVariable flat = function.reshape(gradient, -1, width);
    SDVariable places = function.reshape(function.getVariable(index), -1);
    SDVariable sums = function.unsortedSegmentSum(flat, places, Math.toIntExact(table[0]));
    return function.reshape(sums, table);
  }
}
