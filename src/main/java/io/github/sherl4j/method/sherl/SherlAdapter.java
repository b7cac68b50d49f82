package io.github.sherl4j.method.sherl;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The adapter as a function of rows, in FLOAT or DOUBLE: down-projections, {@link AntiRedundancy},
 * output head, gate, put together from the parts of a {@link SherlFormula}. A row is a token or a
 * pixel; rows never see each other, unless tokens are pooled first.
 */
final class SherlAdapter {

  private static final double EPS_MLP = 1e-5;

  private final AdapterGraph g;
  private final SherlFormula formula;
  private final long width;
  private final double gateStart;

  SherlAdapter(AdapterGraph g, SherlFormula formula, long width, double gateStart) {
    this.g = g;
    this.formula = formula;
    this.width = width;
    this.gateStart = gateStart;
  }

  /**
   * Rows that take the place of {@code last}.
   *
   * @param taps rows [T, D_i] of at least two taps, shallow first
   * @param dims D_i
   * @param last rows [T, D] that are replaced
   * @param dropout applied to the output head's result
   */
  SDVariable rows(
      List<SDVariable> taps,
      List<Long> dims,
      SDVariable last,
      long dim,
      UnaryOperator<SDVariable> dropout) {
    List<SDVariable> features = new ArrayList<>();
    for (int i = 0; i < taps.size(); i++) {
      features.add(down(i, taps.get(i), dims.get(i)));
    }
    SDVariable guide =
        switch (formula.guide()) {
          case LAST -> features.remove(taps.size() - 1);
          case FIRST -> features.remove(0);
          case OWN -> ownGuide(last, dim);
        };
    return finish(features, guide, last, dim, dropout);
  }

  /**
   * The same with tokens pooled first: one row an example.
   *
   * @param taps tokens [batch, tokens, D_i]
   * @param last [batch, D]
   */
  SDVariable pooled(
      List<SDVariable> taps,
      List<Long> dims,
      SDVariable last,
      long dim,
      TokenPool pool,
      UnaryOperator<SDVariable> dropout) {
    SDVariable guide = ownGuide(last, dim);
    SDVariable baseGate = pool.baseGate(g, taps.size());
    List<SDVariable> features = new ArrayList<>();
    for (int i = 0; i < taps.size(); i++) {
      SDVariable tap = taps.get(i);
      SDVariable rows = down(i, g.graph().reshape(tap, -1, dims.get(i)), dims.get(i));
      SDVariable size = g.graph().shape(tap.sum(false, 2)); // batch, tokens
      SDVariable wide = g.graph().constant(Nd4j.createFromArray(width));
      SDVariable tokens = g.graph().reshape(rows, g.graph().concat(0, size, wide));
      features.add(pool.pool(g, i, tokens, guide, baseGate, width));
    }
    return finish(features, guide, last, dim, dropout);
  }

  private SDVariable down(int i, SDVariable rows, long in) {
    return formula.down().of(g, "adapter.down." + i, rows, in, width);
  }

  private SDVariable ownGuide(SDVariable last, long dim) {
    return formula.down().of(g, "adapter.guide", last, dim, width);
  }

  private SDVariable finish(
      List<SDVariable> shallow,
      SDVariable guide,
      SDVariable last,
      long dim,
      UnaryOperator<SDVariable> dropout) {
    SameDiff graph = g.graph();
    SDVariable[] columns =
        shallow.stream().map(f -> graph.expandDims(f, 1)).toArray(SDVariable[]::new);
    SDVariable stacked = columns.length == 1 ? columns[0] : graph.concat(1, columns);
    SDVariable mix =
        new AntiRedundancy(g, formula)
            .mix(
                stacked,
                guide,
                g.parameter("adapter.attn.weight", g.initial().weight(width, 1), 1, width),
                g.parameter("adapter.attn.bias", g.initial().bias(width), 1),
                columns.length);
    SDVariable sum = (formula.aggregateMlp() ? mlp(mix, dim) : mix).add(guide);
    SDVariable restored = dropout.apply(formula.up().of(g, sum, width, dim, formula.epsOut()));
    SDVariable open = formula.gate().open(g, formula.temperature(), gateStart);
    return restored.add(open == null ? last : last.mul(open));
  }

  private SDVariable mlp(SDVariable mix, long dim) {
    SDVariable hidden = g.graph().nn.relu(g.linear("adapter.mlp.0", mix, width, dim), 0);
    return g.layerNorm(
        "adapter.mlp.ln", g.linear("adapter.mlp.1", hidden, dim, width), width, EPS_MLP);
  }
}
