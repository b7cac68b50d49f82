package io.github.sherl4j.testing;

/** A residual network of pictures and a transformer of ids, small and with random weights. */
public final class KerasNets {

  private static final int WIDTH = 8;

  private KerasNets() {}

  /** Pictures [batch, 16, 16, 3] to logits, three residual blocks of 8 channels. */
  public static KerasNet pictures(long seed) {
    String same = "\"kernel_size\":[3,3],\"padding\":\"same\",\"filters\":" + WIDTH;
    KerasNet net =
        new KerasNet("image", seed, 16, 16, 3)
            .add("stem", "Conv2D", same + ",\"strides\":[2,2]", "image")
            .weight("kernel", -0.4, 0.4, 3, 3, 3, WIDTH)
            .weight("bias", -0.1, 0.1, WIDTH);
    String at = "stem";
    for (int b = 0; b < 3; b++) {
      String p = "block" + b + "_";
      net.add(p + "conv", "Conv2D", same, at)
          .weight("kernel", -0.2, 0.2, 3, 3, WIDTH, WIDTH)
          .weight("bias", -0.1, 0.1, WIDTH)
          .add(p + "norm", "BatchNormalization", "", p + "conv")
          .weight("gamma", 0.5, 1.5, WIDTH)
          .weight("beta", -0.1, 0.1, WIDTH)
          .weight("moving_mean", -0.1, 0.1, WIDTH)
          .weight("moving_variance", 0.5, 1.5, WIDTH)
          .add(p + "relu", "ReLU", "", p + "norm")
          .add(p + "conv2", "Conv2D", same, p + "relu")
          .weight("kernel", -0.2, 0.2, 3, 3, WIDTH, WIDTH)
          .weight("bias", -0.1, 0.1, WIDTH)
          .add(p + "add", "Add", "", p + "conv2", at)
          .add(p + "out", "ReLU", "", p + "add");
      at = p + "out";
    }
    return net.add("pool", "GlobalAveragePooling2D", "", at)
        .add("head", "Dense", "\"units\":2", "pool")
        .weight("kernel", -0.5, 0.5, WIDTH, 2)
        .weight("bias", -0.1, 0.1, 2);
  }

  /** Ids [batch, time] below 16 to logits, three blocks after norm of width 8. */
  public static KerasNet texts(long seed) {
    KerasNet net =
        new KerasNet("tokens", seed, -1)
            .add(
                "table",
                "Embedding",
                "\"input_dim\":16,\"output_dim\":8,\"mask_zero\":true",
                "tokens")
            .weight("embeddings", -1, 1, 16, WIDTH);
    String at = "table";
    for (int b = 0; b < 3; b++) {
      String p = "block" + b + "_";
      net.add(p + "attend", "MultiHeadAttention", "\"num_heads\":2,\"key_dim\":4", at, at);
      for (String role : new String[] {"query", "key", "value"}) {
        net.weight(role + "/kernel", -0.5, 0.5, WIDTH, 2, 4)
            .weight(role + "/bias", -0.1, 0.1, 2, 4);
      }
      net.weight("attention_output/kernel", -0.5, 0.5, 2, 4, WIDTH)
          .weight("attention_output/bias", -0.1, 0.1, WIDTH)
          .add(p + "add", "Add", "", p + "attend", at)
          .add(p + "norm", "LayerNormalization", "\"axis\":[-1]", p + "add")
          .weight("gamma", 0.5, 1.5, WIDTH)
          .weight("beta", -0.1, 0.1, WIDTH)
          .add(p + "up", "Dense", "\"units\":16,\"activation\":\"gelu\"", p + "norm")
          .weight("kernel", -0.5, 0.5, WIDTH, 16)
          .weight("bias", -0.1, 0.1, 16)
          .add(p + "down", "Dense", "\"units\":8", p + "up")
          .weight("kernel", -0.5, 0.5, 16, WIDTH)
          .weight("bias", -0.1, 0.1, WIDTH)
          .add(p + "add2", "Add", "", p + "down", p + "norm")
          .add(p + "out", "LayerNormalization", "\"axis\":[-1]", p + "add2")
          .weight("gamma", 0.5, 1.5, WIDTH)
          .weight("beta", -0.1, 0.1, WIDTH);
      at = p + "out";
    }
    return net.add("pool", "GlobalAveragePooling1D", "", at)
        .add("head", "Dense", "\"units\":2", "pool")
        .weight("kernel", -0.5, 0.5, WIDTH, 2)
        .weight("bias", -0.1, 0.1, 2);
  }
}
