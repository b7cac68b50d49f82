package io.github.sherl4j.method.sherl;

import io.github.sherl4j.plan.StartValues;

/** How the parameters of linear layers start (specification, section 6). */
enum InitialValues {
  /** PyTorch's default: uniform in ±1/√in for weights and biases. */
  TORCH {
    @Override
    StartValues weight(long in, long out) {
      return StartValues.torchDefault(in);
    }

    @Override
    StartValues bias(long in) {
      return StartValues.torchDefault(in);
    }
  },
  /** Normal with deviation 0.02, biases 0: BERT and CLIP-ViL. */
  NORMAL {
    @Override
    StartValues weight(long in, long out) {
      return StartValues.normal(0.02);
    }

    @Override
    StartValues bias(long in) {
      return StartValues.constant(0);
    }
  },
  /** Normal with deviation 0.01, biases 0: T5. */
  NARROW {
    @Override
    StartValues weight(long in, long out) {
      return StartValues.normal(0.01);
    }

    @Override
    StartValues bias(long in) {
      return StartValues.constant(0);
    }
  },
  /** Xavier uniform for weights, PyTorch's default for biases: MDETR. */
  XAVIER {
    @Override
    StartValues weight(long in, long out) {
      return StartValues.xavier(in, out);
    }

    @Override
    StartValues bias(long in) {
      return StartValues.torchDefault(in);
    }
  };

  abstract StartValues weight(long in, long out);

  abstract StartValues bias(long in);
}
