package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.engine.SafeNorms;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/** Normalisation with recorded statistics, over features, and to a given scale. */
public final class Normalisations extends LayerTable {

  /** For {@link java.util.ServiceLoader}. */
  public Normalisations() {
    entry("BatchNormalization", Normalisations::batch);
    entry("SyncBatchNormalization", Normalisations::batch);
    entry("LayerNormalization", Normalisations::layer);
    entry("GroupNormalization", Normalisations::groups);
    entry("UnitNormalization", Normalisations::unit);
    entry("Rescaling", Normalisations::rescaling);
    entry("Normalization", Normalisations::recorded);
  }

  @Override
  public Optional<String> objection(String type, LayerConfig config) {
    if (type.endsWith("BatchNormalization") && config.integer("mode", 0) != 0) {
      return Optional.of("mode 1 and 2 of Keras 1 are not mapped; use mode 0");
    }
    if (type.equals("LayerNormalization") && config.flag("rms_scaling", false)) {
      return Optional.of("rms_scaling is not mapped; leave it out");
    }
    if (type.equals("Normalization") && config.json("axis").size() > 1) {
      return Optional.of("Normalization over several axes is not mapped; use one");
    }
    return Optional.empty();
  }

  private static void batch(LayerContext layer) {
    LayerConfig c = layer.config();
    LayerTensor x = layer.input();
    int axis = Axes.of(c, "axis", -1, x.rank());
    long n = x.shape().get(axis);
    SameDiff sd = layer.graph();
    SDVariable gamma = c.flag("scale", true) ? layer.weight("gamma", n) : null;
    SDVariable beta = c.flag("center", true) ? layer.weight("beta", n) : null;
    SDVariable mean = layer.statistic("moving_mean", n);
    SDVariable variance = layer.statistic("moving_variance", n);
    double eps = c.real("epsilon", 1e-3);
    SDVariable root = sd.math.rsqrt(variance.add(eps));
    SDVariable factor = gamma == null ? root : gamma.mul(root);
    SDVariable shift = mean.mul(factor).neg();
    shift = beta == null ? shift : beta.add(shift);
    long[] columns = columns(x.rank(), axis, n);
    SDVariable y = x.variable().mul(sd.reshape(factor, columns)).add(sd.reshape(shift, columns));
    layer.result(y, x.shape());
  }

  private static long[] columns(int rank, int axis, long n) {
    long[] columns = new long[rank];
    Arrays.fill(columns, 1);
    columns[axis] = n;
    return columns;
  }

  private static void layer(LayerContext layer) {
    LayerConfig c = layer.config();
    LayerTensor x = layer.input();
    List<Long> axes = c.has("axis") ? c.integers("axis") : List.of(-1L);
    int first =
        axes.stream().mapToInt(a -> (int) (a < 0 ? a + x.rank() : a)).min().orElse(x.rank() - 1);
    if (first < 1 || axes.size() != x.rank() - first) {
      throw layer.unsupported(
          "LayerNormalization over axes " + axes, "the last axes", "move the axes to the end");
    }
    List<Long> sizes = x.shape().subList(first, x.rank());
    long[] shape = sizes.stream().mapToLong(Long::longValue).toArray();
    SDVariable y;
    if (axes.size() == 1) {
      y =
          SafeNorms.standardizeRows(
              layer.graph(), x.variable(), x.rank(), x.width(), c.real("epsilon", 1e-3));
    } else {
      int[] over = IntStream.range(first, x.rank()).toArray();
      y = SafeNorms.standardize(layer.graph(), x.variable(), c.real("epsilon", 1e-3), over);
    }
    if (c.flag("scale", true)) {
      y = y.mul(layer.weight("gamma", shape));
    }
    if (c.flag("center", true)) {
      y = y.add(layer.weight("beta", shape));
    }
    layer.result(y, x.shape());
  }

  /** Every group of channels over all places by itself; gain and shift are one a channel. */
  private static void groups(LayerContext layer) {
    LayerConfig c = layer.config();
    LayerTensor x = layer.input();
    int axis = Axes.of(c, "axis", -1, x.rank());
    long channels = x.width();
    if (axis != x.rank() - 1 || x.rank() < 2 || x.shape().subList(1, x.rank()).contains(-1L)) {
      throw layer.unsupported(
          "GroupNormalization over axis " + axis + " of " + x.shape(),
          "the last axis, and known sizes",
          "move the channels to the end, give the model's input fixed sizes");
    }
    long given = c.integer("groups", 32);
    long groups = given == -1 ? channels : given;
    if (groups < 1 || channels % groups != 0) {
      throw c.corrupt(groups + " groups of " + channels, "groups of equal size");
    }
    SameDiff sd = layer.graph();
    long places = Products.product(x.shape().subList(1, x.rank() - 1));
    SDVariable wide = sd.reshape(x.variable(), -1, places, groups, channels / groups);
    SDVariable y = SafeNorms.standardize(sd, wide, c.real("epsilon", 1e-3), 1, 3);
    long[] shape = x.shape().stream().mapToLong(Long::longValue).toArray();
    shape[0] = -1;
    y = sd.reshape(y, shape);
    if (c.flag("scale", true)) {
      y = y.mul(layer.weight("gamma", channels));
    }
    if (c.flag("center", true)) {
      y = y.add(layer.weight("beta", channels));
    }
    layer.result(y, x.shape());
  }

  /** x / √(max(sum of squares, 1e-12)) over an axis. */
  private static void unit(LayerContext layer) {
    LayerTensor x = layer.input();
    SameDiff sd = layer.graph();
    int axis = Axes.of(layer.config(), "axis", -1, x.rank());
    SDVariable sum = sd.sum(x.variable().mul(x.variable()), true, axis);
    SDVariable root = sd.math.rsqrt(sd.math.clipByValue(sum, 1e-12, Float.MAX_VALUE));
    layer.result(x.variable().mul(root), x.shape());
  }

  private static void rescaling(LayerContext layer) {
    LayerTensor x = layer.input();
    SDVariable y = times(layer, x.variable().castTo(layer.dtype()), "scale", true);
    layer.result(times(layer, y, "offset", false), x.shape());
  }

  private static SDVariable times(LayerContext layer, SDVariable x, String key, boolean product) {
    double[] by = layer.config().numbers(key).orElse(new double[] {product ? 1 : 0});
    if (by.length == 1) {
      return product ? x.mul(by[0]) : x.add(by[0]);
    }
    SDVariable v = layer.graph().constant(Nd4j.createFromArray(by).castTo(layer.dtype()));
    return product ? x.mul(v) : x.add(v);
  }

  /** (x − mean) / max(√variance, 1e-7), from the settings or from the weights. */
  private static void recorded(LayerContext layer) {
    LayerConfig c = layer.config();
    LayerTensor x = layer.input();
    SameDiff sd = layer.graph();
    SDVariable mean;
    SDVariable variance;
    if (c.numbers("mean").isPresent() && c.numbers("variance").isPresent()) {
      mean = sd.constant(Nd4j.createFromArray(c.numbers("mean").get()).castTo(layer.dtype()));
      variance =
          sd.constant(Nd4j.createFromArray(c.numbers("variance").get()).castTo(layer.dtype()));
    } else {
      long[] shape = perAxis(c) ? new long[] {-1} : new long[0];
      mean = layer.statistic("mean", shape);
      variance = layer.statistic("variance", shape);
      if (layer.weightShapes().size() > 2) {
        layer.skipWeight("count");
      }
    }
    if (perAxis(c)) {
      int axis = Axes.of(c, "axis", -1, x.rank());
      long[] columns = columns(x.rank(), axis, x.shape().get(axis));
      mean = sd.reshape(mean, columns);
      variance = sd.reshape(variance, columns);
    }
    SDVariable root = sd.math.clipByValue(sd.math.sqrt(variance), 1e-7, Float.MAX_VALUE);
    SDVariable y = x.variable().castTo(layer.dtype());
    y = c.flag("invert", false) ? y.mul(root).add(mean) : y.sub(mean).div(root);
    layer.result(y, x.shape());
  }

  private static boolean perAxis(LayerConfig c) {
    return c.json("axis").isInt() || c.json("axis").size() == 1;
  }
}
