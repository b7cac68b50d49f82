package io.github.sherl4j.importer.samediff;

import java.util.Random;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A small token model as users build them in SameDiff: ids, a table, residual blocks, logits. */
final class TinyGraph {

  static final int VOCABULARY = 40;
  static final int WIDTH = 8;

  private TinyGraph() {}

  private static SDVariable weight(SameDiff sd, Random random, String name, long... shape) {
    INDArray array = Nd4j.create(DataType.FLOAT, shape);
    for (long i = 0; i < array.length(); i++) {
      array.data().put(i, random.nextFloat() - 0.5f);
    }
    return sd.var(name, array);
  }

  /** Ids [batch, time] to {@code tokens} [batch, time, 8] and {@code logits} [batch, 3]. */
  static SameDiff tokens(int blocks) {
    Random random = new Random(3);
    SameDiff sd = SameDiff.create();
    SDVariable ids = sd.placeHolder("ids", DataType.INT32, -1, -1);
    SDVariable h = sd.gather(weight(sd, random, "table", VOCABULARY, WIDTH), ids, 0);
    for (int b = 0; b < blocks; b++) {
      String p = "block" + b + ".";
      SDVariable gain = weight(sd, random, p + "gain", WIDTH);
      SDVariable x = sd.nn.layerNorm(h, gain, weight(sd, random, p + "shift", WIDTH), false, 2);
      SDVariable rows = sd.reshape(x, -1, WIDTH);
      SDVariable up =
          sd.nn.linear(
              rows, weight(sd, random, p + "up", WIDTH, 16), weight(sd, random, p + "up.bias", 16));
      SDVariable down =
          sd.nn.linear(
              sd.nn.gelu(up),
              weight(sd, random, p + "down", 16, WIDTH),
              weight(sd, random, p + "down.bias", WIDTH));
      h =
          h.add(
              p + "out", sd.reshape(sd.nn.dropoutInverted(p + "dropped", down, 0.1), sd.shape(h)));
    }
    SDVariable tokens = sd.identity("tokens", h);
    SDVariable pooled = sd.mean(tokens, 1);
    SDVariable head = weight(sd, random, "head", WIDTH, 3);
    SDVariable logits = sd.mmul("logits", pooled, head);
    SDVariable labels = sd.placeHolder("labels", DataType.FLOAT, -1, 3);
    sd.loss.softmaxCrossEntropy("loss", labels, logits, null);
    sd.setLossVariables("loss");
    return sd;
  }
}
