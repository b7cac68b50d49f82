package io.github.sherl4j.importer.samediff;

import io.github.sherl4j.engine.GradientStop;
import io.github.sherl4j.engine.GraphOp;
import io.github.sherl4j.engine.SafeNorms;
import io.github.sherl4j.engine.SafeOps;
import io.github.sherl4j.engine.Surgery;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.layers.convolution.BatchNorm;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Operators rebuilt of others that compute the same and have a right gradient. Dropout, which
 * SameDiff applies whenever a graph runs, becomes what it is on average.
 */
final class Rewrites {

  /** Factor of the fast GELU that {@code sd.nn.gelu} is. */
  private static final double FAST_GELU = 1.702;

  private final SameDiff graph;
  private final Map<String, long[]> shapes;
  private final Map<String, Function<GraphOp, SDVariable>> rules = new HashMap<>();

  private Rewrites(SameDiff graph, Map<String, long[]> shapes) {
    this.graph = graph;
    this.shapes = shapes;
  }

  /** Rewrites what does not depend on sizes: dropout and stops of the gradient. */
  static void withoutSizes(SameDiff graph) {
    Rewrites rewrites = new Rewrites(graph, Map.of());
    rewrites.rules.put("stop_gradient", op -> GradientStop.stop(rewrites.arg(op, 0)));
    rewrites.rules.put("dropout", op -> rewrites.arg(op, 0).mul(kept(op)));
    rewrites.rules.put("dropout_inverted", op -> graph.identity(rewrites.arg(op, 0)));
    rewrites.rules.put("gelu", rewrites::gelu);
    rewrites.apply();
  }

  /** Rewrites the rest. */
  static void withSizes(SameDiff graph, Map<String, long[]> shapes) {
    Rewrites rewrites = new Rewrites(graph, shapes);
    rewrites.rules.put("batchnorm", rewrites::batchNorm);
    rewrites.rules.put("maximum", op -> rewrites.extremum(op, true));
    rewrites.rules.put("minimum", op -> rewrites.extremum(op, false));
    rewrites.rules.put("Where", rewrites::where);
    rewrites.rules.put("select", rewrites::where);
    rewrites.apply();
  }

  private void apply() {
    for (GraphOp op : GraphOp.of(graph)) {
      Function<GraphOp, SDVariable> rule = rules.get(op.type());
      if (rule != null) {
        replace(op, rule);
      }
    }
  }

  private void replace(GraphOp op, Function<GraphOp, SDVariable> rule) {
    List<String> before = List.copyOf(graph.getOps().keySet());
    SDVariable old = graph.getVariable(op.outputs().get(0));
    SDVariable by = rule.apply(op);
    if (by == null) {
      return;
    }
    Surgery.rewire(old, by, before);
    String name = old.name();
    Surgery.removeUnread(graph, List.of(old), n -> true);
    by.rename(name);
  }

  private SDVariable arg(GraphOp op, int index) {
    return graph.getVariable(op.inputs().get(index));
  }

  private long[] shape(SDVariable v) {
    long[] known = shapes.get(v.name());
    return known != null ? known : v.getShape();
  }

  private SDVariable batchNorm(GraphOp op) {
    BatchNorm norm = (BatchNorm) op.function();
    SDVariable x = arg(op, 0);
    int rank = shape(x).length;
    int[] axes = norm.getJaxis();
    int axis = axes == null || axes.length == 0 ? 1 : axes[0];
    axis = axis < 0 ? axis + rank : axis;
    long[] columns = new long[rank];
    Arrays.fill(columns, 1);
    columns[axis] = -1;
    int next = 3;
    SDVariable gain = norm.isApplyGamma() ? arg(op, next++) : one(x);
    SDVariable shift = norm.isApplyBeta() ? arg(op, next) : one(x).mul(0.0);
    return SafeNorms.batchNorm(
        graph, x, gain, shift, arg(op, 1), arg(op, 2), norm.getEpsilon(), columns);
  }

  private SDVariable one(SDVariable like) {
    return graph.constant(Nd4j.ones(like.dataType(), 1));
  }

  /** The probability to keep a number, which {@code sd.nn.dropout} does not make up for. */
  private static double kept(GraphOp op) {
    Object p = op.function().propertiesForFunction().get("p");
    return ((Number) p).doubleValue();
  }

  private SDVariable gelu(GraphOp op) {
    SDVariable x = arg(op, 0);
    return x.mul(graph.nn.sigmoid(x.mul(FAST_GELU)));
  }

  private SDVariable extremum(GraphOp op, boolean larger) {
    SDVariable a = arg(op, 0);
    SDVariable b = arg(op, 1);
    if (Arrays.equals(shape(a), shape(b))) {
      return null;
    }
    return SafeOps.extremum(graph, a, b, larger, false, a.dataType().isFPType());
  }

  private SDVariable where(GraphOp op) {
    if (op.inputs().size() != 3 || !arg(op, 1).dataType().isFPType()) {
      return null;
    }
    SDVariable yes = arg(op, 1);
    return SafeOps.where(graph, arg(op, 0), yes, arg(op, 2), yes.dataType());
  }
}
