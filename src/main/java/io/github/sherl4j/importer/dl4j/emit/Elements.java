package io.github.sherl4j.importer.dl4j.emit;

import io.github.sherl4j.engine.SafeOps;
import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.layers.Activation;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;

/** Look-ups with a bias, products with a vector, and norms. */
public final class Elements extends LayerTable {

  /** For {@link java.util.ServiceLoader}. */
  public Elements() {
    entry("EmbeddingLayer", l -> embedding(l, false));
    entry("EmbeddingSequenceLayer", l -> embedding(l, true));
    entry("ElementWiseMultiplicationLayer", Elements::product);
    entry("LocalResponseNormalization", Elements::local);
    entry("L2NormalizeVertex", Elements::normalised);
    entry("L2Vertex", Elements::distance);
  }

  @Override
  public Optional<String> objection(String type, LayerConfig config) {
    return Activation.objection(config, "activation");
  }

  /** Ids [batch, 1], or [batch, time] (a middle axis of one goes) for a sequence. */
  private static void embedding(LayerContext layer, boolean sequence) {
    LayerConfig c = layer.config();
    LayerTensor ids = layer.input();
    SameDiff sd = layer.graph();
    long rows = c.size("input_dim");
    long width = c.size("output_dim");
    SDVariable table = layer.weight("kernel", rows, width);
    layer.indices(ids, rows);
    SDVariable v = ids.variable();
    v = v.dataType().isFPType() ? v.castTo(DataType.INT32) : v;
    if (ids.rank() != 2 || (!sequence && ids.width() != 1)) {
      throw layer.unsupported(
          "ids of shape " + ids.shape(), sequence ? "[batch, time]" : "[batch, 1]", "reshape them");
    }
    SDVariable y = sd.gather(table, v, 0);
    if (!sequence) {
      y = sd.reshape(y, -1, width);
    }
    if (c.flag("use_bias", false)) {
      y = y.add(layer.weight("bias", width));
    }
    layer.activated(
        y,
        sequence
            ? List.of(ids.shape().get(0), ids.width(), width)
            : List.of(ids.shape().get(0), width));
  }

  private static void product(LayerContext layer) {
    LayerTensor x = layer.input();
    long width = layer.config().size("units");
    SDVariable factor = layer.weight("kernel", width);
    layer.activated(x.variable().mul(factor).add(layer.weight("bias", width)), x.shape());
  }

  /** x / (offset + alpha · sum of squares of the channels around)^beta. */
  private static void local(LayerContext layer) {
    LayerConfig c = layer.config();
    LayerTensor x = layer.input(4);
    long n = x.width();
    if (n < 1) {
      throw layer.unsupported("an unknown number of channels", "a known one", "pin the shape");
    }
    long around = Math.min(c.integer("around"), n - 1);
    SameDiff sd = layer.graph();
    SDVariable v = sd.reshape(x.variable(), -1, 1, n, 1);
    int side = (int) around;
    SDVariable padding =
        sd.constant(Nd4j.createFromArray(new int[][] {{0, 0}, {0, 0}, {side, side}, {0, 0}}));
    Pooling2DConfig window =
        Pooling2DConfig.builder()
            .kH(1)
            .kW(2 * around + 1)
            .sH(1)
            .sW(1)
            .isNHWC(true)
            .paddingMode(PaddingMode.VALID)
            .build();
    SDVariable means = sd.cnn.avgPooling2d(sd.nn.pad(v.mul(v), padding, 0), window);
    double each = c.real("alpha", 1e-4) * (2 * around + 1);
    SDVariable below = means.mul(each).add(c.real("offset", 2));
    SDVariable y = v.mul(sd.math.pow(below, -c.real("beta", 0.75)));
    layer.result(layer.reshape(y, x.shape(), x), x.shape());
  }

  private static int[] allButBatch(LayerTensor x) {
    return IntStream.range(1, x.rank()).toArray();
  }

  private static void normalised(LayerContext layer) {
    LayerTensor x = layer.input();
    SameDiff sd = layer.graph();
    double least = layer.config().real("epsilon", 1e-8);
    SDVariable v = x.variable();
    SDVariable square = sd.sum(v.mul(v), true, allButBatch(x));
    SDVariable norm = sd.math.sqrt(sd.math.clipByValue(square, least * least, Float.MAX_VALUE));
    layer.result(v.div(norm), x.shape());
  }

  private static void distance(LayerContext layer) {
    List<LayerTensor> both = layer.inputs();
    if (both.size() != 2 || !both.get(0).shape().equals(both.get(1).shape())) {
      throw layer.config().corrupt("inputs of other shapes", "two of one shape");
    }
    SameDiff sd = layer.graph();
    LayerTensor x = both.get(0);
    SDVariable d = x.variable().sub(both.get(1).variable());
    SDVariable root = SafeOps.power(sd, sd.sum(d.mul(d), false, allButBatch(x)), 0.5);
    layer.result(SafeShapes.unsqueeze(sd, root, 1), List.of(x.shape().get(0), 1L));
  }
}
