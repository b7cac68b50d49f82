package io.github.sherl4j.importer;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Inputs that a model accepts: indices inside their tables, masks of ones, other whole numbers one,
 * floating-point numbers normally distributed. Dynamic sizes are 2 for the first axis, 64 for the
 * sides of maps, else 8; dimensions of one name are equal. The same seed gives the same numbers.
 */
public final class RandomInputs {

  private static final int BATCH = 2;
  private static final int SIDE = 64;
  private static final int LENGTH = 8;

  private final Backbone backbone;
  private final SplittableRandom random;
  private final Map<String, Long> sizes = new HashMap<>();

  private RandomInputs(Backbone backbone, long seed) {
    this.backbone = backbone;
    this.random = new SplittableRandom(seed);
  }

  /** One array an input, by name; the caller closes them. */
  public static Map<String, INDArray> of(Backbone backbone, long seed) {
    RandomInputs inputs = new RandomInputs(backbone, seed);
    Map<String, INDArray> feeds = new LinkedHashMap<>();
    backbone.inputs().forEach(in -> feeds.put(in.name(), inputs.array(in)));
    return feeds;
  }

  private INDArray array(TensorInfo in) {
    long[] shape = shape(in);
    int length = 1;
    for (long size : shape) {
      length = Math.toIntExact(length * size);
    }
    double[] values = new double[length];
    boolean mask = in.name().toLowerCase(Locale.ROOT).contains("mask");
    OptionalLong rows = backbone.indexLimit(in.name());
    for (int i = 0; i < length; i++) {
      values[i] = value(in.dtype(), mask, rows);
    }
    try (INDArray flat = Nd4j.createFromArray(values)) {
      return flat.reshape('c', shape).castTo(in.dtype()).dup();
    }
  }

  private double value(DataType type, boolean mask, OptionalLong rows) {
    if (rows.isPresent()) {
      return random.nextLong(rows.getAsLong());
    }
    if (mask && type != DataType.BOOL) {
      return 1;
    }
    if (type.isFPType()) {
      return random.nextGaussian();
    }
    return type == DataType.BOOL && random.nextBoolean() ? 0 : 1;
  }

  private long[] shape(TensorInfo in) {
    List<String> names = backbone.dims(in.name());
    long[] shape = new long[in.rank()];
    for (int i = 0; i < shape.length; i++) {
      long fixed = in.shape().get(i);
      int usual = i == 0 ? BATCH : i >= 2 && shape.length >= 4 ? SIDE : LENGTH;
      shape[i] = fixed >= 0 ? fixed : sizes.computeIfAbsent(names.get(i), n -> (long) usual);
    }
    return shape;
  }
}
