package io.github.sherl4j.method.sherl;

import org.nd4j.autodiff.samediff.SDVariable;

/** Down-projections: a tap's rows [T, in] become features [T, width]. */
enum Down {
  /** Linear, then layer norm (eps 1e-5): BERT and MDETR. */
  LINEAR_NORM {
    @Override
    SDVariable of(AdapterGraph g, String name, SDVariable rows, long in, long width) {
      return g.layerNorm(name + ".ln", g.linear(name + ".fc", rows, in, width), width, EPS);
    }
  },
  /** ReLU, then linear: CLIP. */
  RELU_LINEAR {
    @Override
    SDVariable of(AdapterGraph g, String name, SDVariable rows, long in, long width) {
      return g.linear(name + ".fc", g.graph().nn.relu(rows, 0), in, width);
    }
  },
  /** h = relu(fc x); (fc2 h + h) ⊙ sigmoid(fc3 h): T5 and CLIP-ViL. */
  GATED {
    @Override
    SDVariable of(AdapterGraph g, String name, SDVariable rows, long in, long width) {
      SDVariable h = g.graph().nn.relu(g.linear(name + ".fc", rows, in, width), 0);
      SDVariable value = g.linear(name + ".fc2", h, width, width).add(h);
      return value.mul(g.graph().nn.sigmoid(g.linear(name + ".fc3", h, width, width)));
    }
  },
  /** 1×1 convolution of pooled maps (on rows: linear), then batch norm (eps 1e-5): ResNet. */
  CONV_NORM {
    @Override
    SDVariable of(AdapterGraph g, String name, SDVariable rows, long in, long width) {
      return g.batchNorm(name + ".bn", g.linear(name + ".fc", rows, in, width), width, EPS);
    }
  };

  private static final double EPS = 1e-5;

  /** Builds the projection {@code adapter.down.<i>}. */
  abstract SDVariable of(AdapterGraph g, String name, SDVariable rows, long in, long width);
}
