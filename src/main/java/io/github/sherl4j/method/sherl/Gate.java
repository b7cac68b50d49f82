package io.github.sherl4j.method.sherl;

import io.github.sherl4j.plan.StartValues;
import org.nd4j.autodiff.samediff.SDVariable;

/** How much of the replaced tensor is let through beside the adapter's output. */
enum Gate {
  /** tanh(γ / temperature). */
  TANH {
    @Override
    SDVariable open(AdapterGraph g, double temperature, double start) {
      double gamma = temperature * 0.5 * Math.log((1 + start) / (1 - start));
      return g.graph().math.tanh(parameter(g, gamma).div(temperature));
    }
  },
  /** sigmoid(γ / temperature); a start of 0 means half open, as no finite γ closes it. */
  SIGMOID {
    @Override
    SDVariable open(AdapterGraph g, double temperature, double start) {
      double gamma = start == 0 ? 0 : temperature * Math.log(start / (1 - start));
      return g.graph().nn.sigmoid(parameter(g, gamma).div(temperature));
    }
  },
  /** Wide open, nothing to learn: CLIP. */
  NONE {
    @Override
    SDVariable open(AdapterGraph g, double temperature, double start) {
      return null;
    }
  };

  private static SDVariable parameter(AdapterGraph g, double gamma) {
    return g.parameter("adapter.gate", StartValues.constant(gamma), 1);
  }

  /** The open fraction, [1]; null if it is 1. */
  abstract SDVariable open(AdapterGraph g, double temperature, double start);
}
