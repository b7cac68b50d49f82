package io.github.sherl4j.method.sherl;

import io.github.sherl4j.engine.SafeNorms;
import io.github.sherl4j.plan.StartValues;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The adapter as a function of SDVariables, in FLOAT or DOUBLE: down-projections, {@link
 * AntiRedundancy}, up-projection, gate. Makes its own parameters through {@link Parameters}.
 */
final class SherlAdapter {

  static final String OUT = "adapter.out";

  /** Where parameters come from: the tuned graph, or a test's fixed values. */
  @FunctionalInterface
  interface Parameters {
    /** A trainable variable. */
    SDVariable get(String name, StartValues start, long... shape);
  }

  /** What happens to the up-projected mix before the gated copy is added: dropout or nothing. */
  @FunctionalInterface
  interface OutputDropout {
    /** The (perhaps thinned) output, same shape. */
    SDVariable apply(SDVariable x);
  }

  private final SameDiff graph;
  private final Parameters parameters;
  private final SherlFormula formula;
  private final long width;
  private final double gateStart;

  SherlAdapter(
      SameDiff graph, Parameters parameters, SherlFormula formula, long width, double gateStart) {
    this.graph = graph;
    this.parameters = parameters;
    this.formula = formula;
    this.width = width;
    this.gateStart = gateStart;
  }

  /**
   * The late layers' new input, same shape as {@code last}.
   *
   * @param taps at least two tensors [..., D], shallow first; the last one is the guide
   * @param last the tensor that is replaced, [..., D]; in the official wiring the last tap
   * @param dim D
   */
  SDVariable build(List<SDVariable> taps, SDVariable last, long dim, OutputDropout dropout) {
    List<SDVariable> features = new ArrayList<>();
    for (int i = 0; i < taps.size(); i++) {
      features.add(down(i, rows(taps.get(i), dim), dim));
    }
    SDVariable guide = features.remove(formula.guideIsLast() ? taps.size() - 1 : 0);
    SDVariable[] columns =
        features.stream().map(f -> graph.expandDims(f, 1)).toArray(SDVariable[]::new);
    SDVariable shallow = columns.length == 1 ? columns[0] : graph.concat(1, columns);
    SDVariable mixed =
        new AntiRedundancy(graph, last.dataType(), formula)
            .mix(
                shallow,
                guide,
                parameters.get("adapter.attn.weight", StartValues.torchDefault(width), 1, width),
                parameters.get("adapter.attn.bias", StartValues.torchDefault(width), 1),
                columns.length);
    SDVariable restored = dropout.apply(up(mixed, dim));
    SDVariable gate =
        parameters.get("adapter.gate", StartValues.constant(formula.gateParameter(gateStart)), 1);
    SDVariable open = graph.math.tanh(gate.div(formula.temperature()));
    SDVariable out = restored.add(rows(last, dim).mul(open));
    return graph.reshape(OUT, out, graph.shape(last));
  }

  private SDVariable rows(SDVariable x, long dim) {
    return graph.reshape(x, -1, dim);
  }

  private SDVariable down(int i, SDVariable tap, long dim) {
    String name = "adapter.down." + i;
    SDVariable fc = linear(name + ".fc", tap, dim, width);
    return SafeNorms.layerNorm(
        fc,
        parameters.get(name + ".ln.weight", StartValues.constant(1), width),
        parameters.get(name + ".ln.bias", StartValues.constant(0), width),
        formula.epsDown());
  }

  private SDVariable up(SDVariable mixed, long dim) {
    return SafeNorms.layerNorm(
        linear("adapter.up", graph.nn.relu(mixed, 0), width, dim),
        parameters.get("adapter.lnout.weight", StartValues.constant(1), dim),
        parameters.get("adapter.lnout.bias", StartValues.constant(0), dim),
        formula.epsOut());
  }

  private SDVariable linear(String name, SDVariable x, long in, long out) {
    SDVariable weight = parameters.get(name + ".weight", StartValues.torchDefault(in), out, in);
    SDVariable bias = parameters.get(name + ".bias", StartValues.torchDefault(in), out);
    return graph.mmul(x, weight, false, true, false).add(bias);
  }
}
