package io.github.sherl4j.method.sherl;

import io.github.sherl4j.plan.StartValues;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * CLIP's pooling of a tap's tokens before taps are mixed: Σ_t p_t f_t + base, p the L1-normalised
 * relu(w·(g ⊙ f_t) + c) ⊙ mask (specification, section 3.3).
 *
 * @param mask [batch, tokens] of the tokens that count; null for all
 * @param base [batch, tokens], 1 at the token that is added, else 0
 * @param gatedBase whether a learnt sigmoid weighs the added token (MSR-VTT)
 * @param eps added to the sum that normalises
 * @param temperature divides the base's gate
 */
record TokenPool(
    SDVariable mask, SDVariable base, boolean gatedBase, double eps, double temperature) {

  /**
   * Pools tap {@code i}.
   *
   * @param features [batch, tokens, width]
   * @param guide [batch, width]
   * @param baseGate parameters [taps] of the base's gate, or null
   * @return [batch, width]
   */
  SDVariable pool(
      AdapterGraph g,
      int i,
      SDVariable features,
      SDVariable guide,
      SDVariable baseGate,
      long width) {
    SameDiff graph = g.graph();
    String name = "adapter.pool." + i;
    SDVariable weight = g.parameter(name + ".weight", g.initial().weight(width, 1), 1, width);
    SDVariable bias = g.parameter(name + ".bias", g.initial().bias(width), 1);
    SDVariable query = graph.reshape(guide.mul(weight), -1, width, 1);
    SDVariable score = graph.squeeze(graph.mmul(features, query), 2).add(bias);
    SDVariable open = graph.nn.relu(mask == null ? score : score.mul(mask), 0);
    SDVariable share = open.div(open.sum(true, 1).add(eps));
    SDVariable pooled = weigh(graph, share, features);
    SDVariable added = weigh(graph, base, features);
    if (baseGate != null) {
      SDVariable own = graph.reshape(pick(graph, baseGate, i), 1);
      added = added.mul(graph.nn.sigmoid(own.div(temperature)));
    }
    return pooled.add(added);
  }

  /** The parameters of the base's gate, started at 1: almost wide open. */
  SDVariable baseGate(AdapterGraph g, int taps) {
    return gatedBase ? g.parameter("adapter.base", StartValues.constant(1), taps) : null;
  }

  private static SDVariable pick(SameDiff graph, SDVariable vector, int i) {
    return graph.slice(vector, new int[] {i}, 1);
  }

  private static SDVariable weigh(SameDiff graph, SDVariable weights, SDVariable features) {
    return features.mul(graph.expandDims(weights, 2)).sum(false, 1);
  }
}
