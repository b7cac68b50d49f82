package io.github.sherl4j.importer.keras;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;

/** Models of one layer, at least one for every type that is mapped. */
final class LayerCases {

  private final ListMultimap<String, LayerModel> all = ArrayListMultimap.create();

  private LayerCases() {
    convolutions();
    windows();
    shapes();
    norms();
    products();
    recurrent();
    merges();
    FunctionCases.add(all);
    for (String type :
        FunctionCases.words(
            "Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D AlphaDropout GaussianDropout"
                .concat(" GaussianNoise ActivityRegularization Identity RandomFlip RandomRotation")
                .concat(" RandomTranslation RandomZoom RandomContrast RandomBrightness"))) {
      one(type, "", 3);
    }
    for (String f :
        FunctionCases.words(
            "relu elu selu gelu sigmoid tanh softmax log_softmax softplus softsign exponential swish"
                .concat(" hard_swish mish leaky_relu log_sigmoid tanh_shrink celu"))) {
      one("Activation", "\"activation\":\"" + f + "\"", 4);
    }
    one("ReLU", "\"max_value\":0.7,\"negative_slope\":0.1,\"threshold\":0.2", 5);
    one("LeakyReLU", "\"alpha\":0.3", 5);
    one("ELU", "\"alpha\":0.5", 5);
    one("ThresholdedReLU", "\"theta\":0.3", 5);
    one("Softmax", "\"axis\":1", 3, 4);
    one("PReLU", "\"shared_axes\":[1]", 3, 4).weight("alpha", 1, 4);
  }

  /** Cases by type. */
  static ListMultimap<String, LayerModel> all() {
    return new LayerCases().all;
  }

  private LayerModel one(String type, String settings, long... sizes) {
    LayerModel model = LayerModel.of(type, settings, sizes);
    all.put(type, model);
    return model;
  }

  private LayerModel two(String type, String settings, long... sizes) {
    return one(type, settings, sizes).input(sizes);
  }

  private void convolutions() {
    String two = "\"filters\":2,\"kernel_size\":2,";
    one("Conv1D", two + "\"padding\":\"causal\"", 5, 3).weight("kernel", 2, 3, 2).weight("bias", 2);
    one("Conv2D", two + "\"strides\":2,\"padding\":\"same\",\"activation\":\"tanh\"", 5, 4, 3)
        .weight("kernel", 2, 2, 3, 2)
        .weight("bias", 2);
    one("Conv3D", two + "\"strides\":[2,1,1],\"padding\":\"same\"", 5, 3, 4, 2)
        .weight("kernel", 2, 2, 2, 2, 2)
        .weight("bias", 2);
    one("Conv3D", "\"filters\":2,\"kernel_size\":[3,2,1],\"padding\":\"valid\"", 5, 3, 4, 2)
        .weight("kernel", 3, 2, 1, 2, 2)
        .weight("bias", 2);
    String spread = "\"kernel_size\":2,\"depth_multiplier\":2,\"padding\":\"same\"";
    one("DepthwiseConv1D", spread, 5, 3).weight("depthwise_kernel", 2, 3, 2).weight("bias", 6);
    one("DepthwiseConv2D", spread, 4, 4, 3)
        .weight("depthwise_kernel", 2, 2, 3, 2)
        .weight("bias", 6);
    one("SeparableConv1D", "\"filters\":4," + spread, 5, 3)
        .weight("depthwise_kernel", 2, 3, 2)
        .weight("pointwise_kernel", 1, 6, 4)
        .weight("bias", 4);
    one("SeparableConv2D", "\"filters\":4," + spread, 4, 4, 3)
        .weight("depthwise_kernel", 2, 2, 3, 2)
        .weight("pointwise_kernel", 1, 1, 6, 4)
        .weight("bias", 4);
    String turned = "\"filters\":2,\"kernel_size\":3,\"strides\":2,\"padding\":\"same\"";
    one("Conv1DTranspose", turned, 4, 3).weight("kernel", 3, 2, 3).weight("bias", 2);
    one("Conv2DTranspose", turned, 3, 4, 3).weight("kernel", 3, 3, 2, 3).weight("bias", 2);
  }

  private void windows() {
    long[][] sizes = {{5, 3}, {5, 4, 3}, {5, 4, 3, 2}};
    for (int n = 1; n <= 3; n++) {
      for (String type : new String[] {"MaxPooling", "MaxPool", "AveragePooling", "AvgPool"}) {
        one(type + n + "D", "\"padding\":\"same\"", sizes[n - 1]);
        one(type + n + "D", "\"padding\":\"valid\",\"strides\":1", sizes[n - 1]);
      }
      for (String type : new String[] {"Max", "Average"}) {
        one("Global" + type + "Pooling" + n + "D", "", sizes[n - 1]);
        one("Global" + (type.equals("Max") ? type : "Avg") + "Pool" + n + "D", "", sizes[n - 1]);
      }
      one("ZeroPadding" + n + "D", "\"padding\":1", sizes[n - 1]);
      one("Cropping" + n + "D", "\"cropping\":1", sizes[n - 1]);
      one("UpSampling" + n + "D", "\"size\":2", sizes[n - 1]);
    }
    one("UpSampling2D", "\"size\":[2,3],\"interpolation\":\"bilinear\"", 3, 2, 2);
  }

  private void shapes() {
    one("Flatten", "", 2, 3);
    one("Reshape", "\"target_shape\":[3,-1]", 2, 3);
    one("Permute", "\"dims\":[2,1]", 2, 3);
    one("RepeatVector", "\"n\":3", 4);
  }

  private void norms() {
    for (String type : new String[] {"BatchNormalization", "SyncBatchNormalization"}) {
      one(type, "", 3, 4)
          .weight("gamma", 4)
          .weight("beta", 4)
          .weight("moving_mean", 4)
          .positive("moving_variance", 4);
    }
    one("LayerNormalization", "\"axis\":[-1]", 3, 4).weight("gamma", 4).weight("beta", 4);
    one("LayerNormalization", "\"axis\":[1,2]", 3, 4).weight("gamma", 3, 4).weight("beta", 3, 4);
    one("GroupNormalization", "\"groups\":2", 2, 3, 4).weight("gamma", 4).weight("beta", 4);
    one("GroupNormalization", "\"groups\":-1", 5, 3).weight("gamma", 3).weight("beta", 3);
    one("UnitNormalization", "", 3, 4);
    one("Rescaling", "\"scale\":0.5,\"offset\":0.1", 3);
    one("Normalization", "\"axis\":[-1]", 3, 4).weight("mean", 4).positive("variance", 4);
    one("Masking", "\"mask_value\":7.0", 3, 4);
  }

  private void products() {
    one("Dense", "\"units\":3,\"activation\":\"softmax\"", 2, 4)
        .weight("kernel", 4, 3)
        .weight("bias", 3);
    one("EinsumDense", "\"equation\":\"abc,cd->abd\",\"bias_axes\":\"d\"", 2, 4)
        .weight("kernel", 4, 3)
        .weight("bias", 3);
    one("Embedding", "\"input_dim\":6,\"output_dim\":3", 4).ids().weight("embeddings", 6, 3);
    one(
            "TimeDistributed",
            "\"layer\":{\"class_name\":\"Dense\",\"config\":{\"name\":\"d\",\"units\":2,"
                + "\"activation\":\"tanh\"}}",
            3,
            4)
        .weight("kernel", 4, 2)
        .weight("bias", 2);
    one(
            "TimeDistributed",
            "\"layer\":{\"class_name\":\"Conv2D\",\"config\":{\"name\":\"c\",\"filters\":2,"
                + "\"kernel_size\":[2,2]}}",
            3,
            4,
            3,
            2)
        .weight("kernel", 2, 2, 2, 2)
        .weight("bias", 2);
    two("MultiHeadAttention", "\"num_heads\":2,\"key_dim\":3", 4, 5)
        .named("\"use_causal_mask\":true")
        .weight("query/kernel", 5, 2, 3)
        .weight("query/bias", 2, 3)
        .weight("key/kernel", 5, 2, 3)
        .weight("key/bias", 2, 3)
        .weight("value/kernel", 5, 2, 3)
        .weight("value/bias", 2, 3)
        .weight("attention_output/kernel", 2, 3, 5)
        .weight("attention_output/bias", 5);
    two("Attention", "\"use_scale\":true", 4, 3).weight("scale");
    one("Attention", "\"use_scale\":false", 3, 4).input(5, 2).input(5, 4);
    two("AdditiveAttention", "\"use_scale\":true", 4, 3)
        .named("\"use_causal_mask\":true")
        .weight("scale", 3);
  }

  private void recurrent() {
    for (String type : new String[] {"LSTM", "GRU", "SimpleRNN"}) {
      int gates = type.equals("LSTM") ? 4 : type.equals("GRU") ? 3 : 1;
      one(type, "\"units\":2,\"return_sequences\":true", 4, 3)
          .weight("kernel", 3, 2L * gates)
          .weight("recurrent_kernel", 2, 2L * gates)
          .weight("bias", 2L * gates);
    }
    one("LSTM", "\"units\":2,\"activation\":\"softsign\"", 4, 3)
        .weight("kernel", 3, 8)
        .weight("recurrent_kernel", 2, 8)
        .weight("bias", 8);
    one("GRU", "\"units\":2,\"reset_after\":true", 4, 3)
        .weight("kernel", 3, 6)
        .weight("recurrent_kernel", 2, 6)
        .weight("bias", 2, 6);
    LayerModel both =
        one(
            "Bidirectional",
            "\"merge_mode\":\"concat\",\"layer\":{\"class_name\":\"LSTM\",\"config\":"
                + "{\"name\":\"i\",\"units\":2,\"return_sequences\":true}}",
            4,
            3);
    for (String side : new String[] {"forward/", "backward/"}) {
      both.weight(side + "kernel", 3, 8)
          .weight(side + "recurrent_kernel", 2, 8)
          .weight(side + "bias", 8);
    }
  }

  private void merges() {
    for (String type : FunctionCases.words("Add Subtract Multiply Average Maximum Minimum")) {
      two(type, "", 3, 4);
    }
    two("Concatenate", "\"axis\":-1", 3, 4);
    two("Dot", "\"axes\":[2,2],\"normalize\":true", 3, 4);
    two("Dot", "\"axes\":1", 4);
  }
}
