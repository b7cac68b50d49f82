package io.github.sherl4j.method.sherl;

import org.nd4j.autodiff.samediff.SDVariable;

/** Output heads: the mix [T, width] becomes [T, dim]. */
enum Up {
  /** ReLU, then linear: CLIP, T5, CLIP-ViL. */
  RELU_LINEAR {
    @Override
    SDVariable of(AdapterGraph g, SDVariable mix, long width, long dim, double eps) {
      return g.linear("adapter.up", g.graph().nn.relu(mix, 0), width, dim);
    }
  },
  /** ReLU, linear, layer norm: BERT (eps 1e-12) and MDETR (1e-5). */
  RELU_LINEAR_NORM {
    @Override
    SDVariable of(AdapterGraph g, SDVariable mix, long width, long dim, double eps) {
      return g.layerNorm("adapter.lnout", RELU_LINEAR.of(g, mix, width, dim, eps), dim, eps);
    }
  },
  /** 1×1 convolution (on rows: linear), batch norm (eps 1e-5), ReLU: ResNet. */
  CONV_NORM_RELU {
    @Override
    SDVariable of(AdapterGraph g, SDVariable mix, long width, long dim, double eps) {
      SDVariable rows = g.linear("adapter.up", mix, width, dim);
      return g.graph().nn.relu(g.batchNorm("adapter.bnout", rows, dim, eps), 0);
    }
  };

  abstract SDVariable of(AdapterGraph g, SDVariable mix, long width, long dim, double eps);
}
