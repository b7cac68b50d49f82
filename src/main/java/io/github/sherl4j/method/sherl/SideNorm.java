package io.github.sherl4j.method.sherl;

import io.github.sherl4j.engine.SafeNorms;
import io.github.sherl4j.plan.StartValues;
import io.github.sherl4j.plan.TuningConfig;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** A norm of its own behind the encoder's adapter and behind the late layers of the decoder. */
enum SideNorm {
  /** None: the adapter's output is the side memory, the backbone's final norm stays: MDETR. */
  NONE {
    @Override
    SDVariable of(AdapterGraph g, SDVariable x, long dim) {
      return x;
    }
  },
  /** x / √(mean x² + 1e-6) with a learnt gain that starts at 1, in place of the frozen one: T5. */
  RMS {
    @Override
    SDVariable of(AdapterGraph g, SDVariable x, long dim) {
      SameDiff graph = g.graph();
      SDVariable gain = g.parameter("adapter.norm.weight", StartValues.constant(1), dim);
      SDVariable rows = graph.reshape(x, -1, dim);
      return graph.reshape(SafeNorms.rms(graph, rows, EPS, 1).mul(gain), graph.shape(x));
    }
  };

  /** The option's name. */
  static final String OPTION = "side-norm";

  private static final double EPS = 1e-6;

  static SideNorm of(TuningConfig config, SideNorm otherwise) {
    return config.choice(OPTION, SideNorm.class, otherwise);
  }

  /**
   * Normalises the last axis.
   *
   * @param x [.., dim]
   */
  abstract SDVariable of(AdapterGraph g, SDVariable x, long dim);
}
