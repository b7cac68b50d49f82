package io.github.sherl4j.importer.samediff;

import java.util.HashMap;
import java.util.Map;

/** SameDiff's names of operators in the words that block discovery knows. */
final class Words {

  private static final Map<String, String> WORDS = new HashMap<>();

  private static void words(String word, String... ops) {
    for (String op : ops) {
      WORDS.put(op, word);
    }
  }

  static {
    words("MatMul", "matmul", "mmul", "tensormmul");
    words("Gemm", "xw_plus_b", "relu_layer");
    words("Conv", "conv1d", "conv2d", "conv3dnew", "sconv2d", "depthwise_conv2d");
    words("ConvTranspose", "deconv2d", "deconv3d");
    words("Add", "add", "add_scalar", "biasadd", "mergeadd");
    words("Sub", "subtract", "sub_scalar", "reversesubtract", "rsub_scalar");
    words("Mul", "multiply", "mul_scalar");
    words("Div", "divide", "div_scalar", "reversedivide", "rdiv_scalar");
    words("Pow", "pow", "Pow", "square", "cube");
    words("Sqrt", "sqrt", "rsqrt");
    words("Relu", "relu");
    words("Relu6", "relu6");
    words("LeakyRelu", "leakyrelu");
    words("PRelu", "prelu");
    words("Elu", "elu");
    words("Selu", "selu");
    words("Gelu", "gelu", "precise_gelu");
    words("Erf", "erf", "erfc");
    words("Tanh", "tanh", "rationaltanh", "rectifiedtanh");
    words("Sigmoid", "sigmoid");
    words("HardSigmoid", "hard_sigmoid");
    words("Swish", "swish");
    words("Mish", "mish");
    words("Softplus", "softplus");
    words("Softsign", "softsign");
    words("Clip", "ClipByValue", "hardtanh");
    words("Softmax", "softmax");
    words("LogSoftmax", "log_softmax");
    words("LayerNormalization", "layer_norm", "standardize");
    words("BatchNormalization", "batchnorm");
    words("ReduceMean", "reduce_mean");
    words("ReduceSum", "reduce_sum");
    words("ReduceMax", "reduce_max");
    words("Transpose", "permute", "transpose");
    words("Reshape", "reshape");
    words("Unsqueeze", "expand_dims");
    words("Squeeze", "squeeze");
    words("Concat", "concat");
    words("Gather", "gather");
    words("Cast", "cast");
    words("Identity", "identity", "stop_gradient", "dropout", "dropout_inverted");
    words("MaxPool", "maxpool2d", "maxpool3dnew");
    words("AveragePool", "avgpool2d", "avgpool3dnew");
    words("LSTM", "lstmLayer");
    words("MultiHeadAttention", "multi_head_dot_product_attention");
  }

  private Words() {}

  static String of(String op) {
    return WORDS.getOrDefault(op, op);
  }
}
