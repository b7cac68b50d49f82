package io.github.sherl4j.cli.bench;

import com.google.common.collect.ImmutableList;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.cli.bench.MemoryShape.Size;
import io.github.sherl4j.engine.CpuClock;
import io.github.sherl4j.importer.onnx.write.EncoderModel;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.Trainer;
import io.github.sherl4j.train.features.EarlyEngines;
import io.github.sherl4j.train.features.FeatureStore;
import io.github.sherl4j.train.features.StoreFormat;
import io.github.sherl4j.train.features.StoredFeatures;
import io.github.sherl4j.transform.Split;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What work costs as one of its sizes grows and the others stay. */
public final class Scaling {

  private static final int ALONE = 0;
  private static final List<SpeedMethod> METHODS =
      List.of(
          SpeedMethod.FROZEN_FORWARD, SpeedMethod.SHERL, SpeedMethod.SHERL_STORE, SpeedMethod.FULL);

  private Scaling() {}

  /** A size that grows. */
  public enum Axis {
    /** Blocks of the backbone; width 256, 8 × 128 tokens. */
    LAYERS(2, 4, 8, 16, 24),
    /** Tokens a row; 4 layers of width 256, 2 rows. */
    TOKENS(64, 128, 256, 512, 1024),
    /** Rows a batch; 4 layers of width 256, 64 tokens. */
    BATCH(1, 4, 16, 64),
    /**
     * Rows of the data; 2 layers of width 64, 16 tokens, an epoch from a store and its building.
     */
    EXAMPLES(1_000, 10_000, 100_000);

    private final ImmutableList<Integer> values;

    Axis(Integer... values) {
      this.values = ImmutableList.copyOf(values);
    }
  }

  /**
   * A point.
   *
   * @param axis what grew
   * @param value the size
   * @param method what ran; {@code store-build} and {@code store-epoch} for whole data sets
   * @param cpuSeconds of a step, or of the whole data set
   */
  public record Point(Axis axis, int value, String method, double cpuSeconds) {}

  /**
   * Measures an axis.
   *
   * @param folder empty, to write models and stores into
   * @param largest values above it are left out; 0 for none
   */
  public static List<Point> of(Axis axis, int steps, int largest, Path folder) {
    List<Point> points = new ArrayList<>();
    for (int value : axis.values) {
      if (largest == ALONE || value <= largest) {
        Path file = folder.resolve(axis + "-" + value + ".onnx");
        points.addAll(
            axis == Axis.EXAMPLES
                ? examples(value, file, folder)
                : steps(axis, value, steps, file, folder));
      }
    }
    return points;
  }

  private static List<Point> steps(Axis axis, int value, int steps, Path file, Path folder) {
    EncoderModel model =
        EncoderModel.builder()
            .layers(axis == Axis.LAYERS ? value : 4)
            .width(256)
            .maxLength(1024)
            .seed(1)
            .build();
    Size size =
        switch (axis) {
          case TOKENS -> new Size(2, value);
          case BATCH -> new Size(value, 64);
          default -> new Size(8, 128);
        };
    TextShape shape = new TextShape(axis + " " + value, model, List.of(size));
    shape.write(file);
    Path store = folder.resolve(axis + "-" + value);
    SpeedBench bench = new SpeedBench(shape, file, store, size, steps, Double.NaN);
    return bench.measure(METHODS).stream()
        .map(r -> new Point(axis, value, r.method(), r.cpuSecondsPerStep()))
        .toList();
  }

  private static List<Point> examples(int rows, Path file, Path folder) {
    EncoderModel model = EncoderModel.builder().layers(2).width(64).seed(1).build();
    Size all = new Size(rows, 16);
    TextShape shape = new TextShape("examples " + rows, model, List.of(all));
    shape.write(file);
    try (TunedModel tuned =
            Sherl.attach(
                Sherl.open(file), "sherl", MemoryMethod.SHERL.config(shape), RandomRows.LABELS);
        RandomRows data = new RandomRows(shape.batch(all, 1), all.tokens(), 64)) {
      Split split = Split.of(tuned);
      FeatureStore store =
          new FeatureStore(
              folder.resolve("examples-" + rows), StoreFormat.INT8, split, EarlyEngines.SAMEDIFF);
      long start = CpuClock.nanos();
      try (StoredFeatures features =
          store.open(data, Map.of("rows", "" + rows), 1, (done, total) -> {})) {
        double build = (CpuClock.nanos() - start) / 1e9;
        split.releaseEarly();
        data.readFrom(features);
        start = CpuClock.nanos();
        new Trainer(split.late(), TrainConfig.builder().epochs(1).seed(1).build())
            .fit(data, report -> {});
        double epoch = (CpuClock.nanos() - start) / 1e9;
        return List.of(
            new Point(Axis.EXAMPLES, rows, "store-build", build),
            new Point(Axis.EXAMPLES, rows, "store-epoch", epoch));
      }
    }
  }

  /** By what power of the size the cost grew from the last point but one to the last. */
  public static double power(List<Point> points, Axis axis, String method) {
    List<Point> line =
        points.stream().filter(p -> p.axis() == axis && p.method().equals(method)).toList();
    if (line.size() < 2) {
      return Double.NaN;
    }
    Point last = line.get(line.size() - 1);
    Point before = line.get(line.size() - 2);
    return Math.log(last.cpuSeconds() / before.cpuSeconds())
        / Math.log((double) last.value() / before.value());
  }
}
