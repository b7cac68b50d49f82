package io.github.sherl4j.method.sherl;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Mixes the shallow features of each token: weight_i ∝ relu(score_i) / redundancy_i, where
 * redundancy_i = Σ_j relu(cos(x_i, x_j)).
 *
 * <p>Written in Gram form: X·Xᵀ holds every inner product and, on its diagonal, every squared norm,
 * so no normalised copy of X is kept. A feature that is exactly zero gets norm 0 and redundancy 1
 * with zero gradient, where the official code divides 0 by 0.
 */
final class AntiRedundancy {

  static final String REDUNDANCY = "adapter.redundancy";
  static final String SCORE = "adapter.score";
  static final String ATTENTION = "adapter.attention";

  private final AdapterGraph g;
  private final SameDiff graph;
  private final SherlFormula formula;

  AntiRedundancy(AdapterGraph g, SherlFormula formula) {
    this.g = g;
    this.graph = g.graph();
    this.formula = formula;
  }

  /**
   * The mix, [T, d].
   *
   * @param shallow [T, K, d]
   * @param guide [T, d]
   * @param weight [1, d] of the score
   * @param bias [1] of the score
   */
  SDVariable mix(SDVariable shallow, SDVariable guide, SDVariable weight, SDVariable bias, int k) {
    long d = weight.getShape()[1];
    SDVariable redundancy = redundancy(shallow, k);
    SDVariable query = graph.reshape(guide.mul(weight), -1, d, 1);
    SDVariable score = graph.mmul(shallow, query).add(g.name(SCORE), bias);
    SDVariable open = graph.nn.relu(score, 0);
    SDVariable raw = formula.divide() ? open.div(redundancy) : open;
    SDVariable attention = raw.div(g.name(ATTENTION), raw.sum(true, 1).add(formula.epsL1()));
    return graph.reshape(graph.mmul(attention, shallow, true, false, false), -1, d);
  }

  private SDVariable redundancy(SDVariable shallow, int k) {
    SDVariable eye =
        graph.constant(g.name("adapter.eye"), Nd4j.eye(k).castTo(g.dtype()).reshape('c', 1, k, k));
    SDVariable gram = graph.mmul(shallow, shallow, false, true, false);
    SDVariable square = gram.mul(eye).sum(true, 2);
    SDVariable zero = isZero(square);
    SDVariable norm = graph.math.sqrt(square.add(zero)).sub(zero);
    SDVariable inverse = graph.math.reciprocal(norm.add(formula.epsL2()));
    SDVariable cosine = gram.mul(inverse).mul(graph.permute(inverse, 0, 2, 1));
    SDVariable counted = formula.reluCosine() ? graph.nn.relu(cosine, 0) : cosine;
    if (!formula.diagonal()) {
      counted = counted.mul(eye.rsub(1));
    }
    SDVariable sum = counted.sum(true, 2);
    return sum.add(g.name(REDUNDANCY), isZero(sum));
  }

  /** 1 where {@code x} is exactly 0, else 0; no gradient passes. */
  private SDVariable isZero(SDVariable x) {
    return graph.eq(x, 0).castTo(g.dtype());
  }
}
