package io.github.sherl4j.cli.bench;

import io.github.sherl4j.Sherl;
import io.github.sherl4j.cli.bench.MemoryShape.Size;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Profile;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Forward;
import io.github.sherl4j.importer.ForwardProvider;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.internal.Services;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Times single steps of one shape on random data. */
public final class SpeedBench {

  private static final int BATCHES = 2;

  private final MemoryShape shape;
  private final Path file;
  private final Path scratch;
  private final Size size;
  private final int steps;
  private final double peak;

  /**
   * A bench for one shape and size.
   *
   * @param file the shape's model
   * @param scratch folder for feature stores
   * @param steps steps that count, ≥ 1
   * @param peak see {@link MatmulPeak}
   */
  public SpeedBench(MemoryShape shape, Path file, Path scratch, Size size, int steps, double peak) {
    this.shape = shape;
    this.file = file;
    this.scratch = scratch;
    this.size = size;
    this.steps = steps;
    this.peak = peak;
  }

  /** Whether this machine can run it. */
  public static boolean isThere(SpeedMethod method) {
    return method != SpeedMethod.ONNXRUNTIME_FORWARD || runtimes().stream().findFirst().isPresent();
  }

  /**
   * Measures a row for each method, a step of one after a step of the other.
   *
   * @throws io.github.sherl4j.SherlException if the program that runs one is missing
   */
  public List<SpeedRow> measure(List<SpeedMethod> methods) {
    List<Function<Runnable, SpeedRow>> tasks = new ArrayList<>();
    methods.forEach(m -> tasks.add(pause -> measure(m, new Stopwatch(pause))));
    return Turns.of(tasks);
  }

  private SpeedRow measure(SpeedMethod method, Stopwatch watch) {
    return switch (method) {
      case FROZEN_FORWARD -> forward(watch);
      case ONNXRUNTIME_FORWARD -> onnxRuntime(watch);
      case FULL -> training(method, MemoryMethod.FULL, watch);
      case LAST_LAYERS -> training(method, MemoryMethod.LAST_LAYERS, watch);
      case SHERL -> training(method, MemoryMethod.SHERL, watch);
      case SHERL_STORE -> fromStore(watch);
    };
  }

  private static List<ForwardProvider> runtimes() {
    return Services.named(ForwardProvider.class, ForwardProvider::name).services();
  }

  private MultiDataSet data() {
    return shape.batch(new Size(BATCHES * size.batch(), size.tokens()), 1);
  }

  private SpeedRow forward(Stopwatch watch) {
    MultiDataSet batch = shape.batch(size, 1);
    try (Backbone backbone = Sherl.open(file)) {
      String features = Sherl.discover(backbone).features();
      String result = backbone.variable(features).name();
      try (GraphRunner runner = Runners.forward(backbone.graph(), List.of(result))) {
        Map<String, INDArray> feeds = feeds(backbone, batch);
        for (int i = 0; i < Stopwatch.steps(steps); i++) {
          runner.run(feeds);
          watch.lap();
        }
        Profile profile = new Profile();
        runner.profile(profile);
        runner.run(feeds);
        return row(SpeedMethod.FROZEN_FORWARD, watch, profile);
      }
    }
  }

  private SpeedRow onnxRuntime(Stopwatch watch) {
    ForwardProvider provider = runtimes().stream().findFirst().orElseThrow();
    MultiDataSet batch = shape.batch(size, 1);
    Map<String, INDArray> feeds;
    String features;
    try (Backbone backbone = Sherl.open(file)) {
      feeds = feeds(backbone, batch);
      features = Sherl.discover(backbone).features();
    }
    try (Forward forward = provider.open(file, ImportOptions.DEFAULT, List.of(features))) {
      for (int i = 0; i < Stopwatch.steps(steps); i++) {
        forward.run(feeds).values().forEach(INDArray::close);
        watch.lap();
      }
      return row(SpeedMethod.ONNXRUNTIME_FORWARD, watch, null);
    }
  }

  private static Map<String, INDArray> feeds(Backbone backbone, MultiDataSet batch) {
    Map<String, INDArray> feeds = new LinkedHashMap<>();
    List<TensorInfo> inputs = backbone.inputs();
    for (int i = 0; i < inputs.size(); i++) {
      feeds.put(inputs.get(i).name(), batch.getFeatures(i));
    }
    return feeds;
  }

  private SpeedRow training(SpeedMethod method, MemoryMethod way, Stopwatch watch) {
    try (TunedModel model = attach(way);
        RandomRows rows = new RandomRows(data(), size.tokens(), size.batch())) {
      return steps(method, model, rows, watch);
    }
  }

  private SpeedRow fromStore(Stopwatch watch) {
    try (TunedModel model = attach(MemoryMethod.SHERL);
        RandomRows all = new RandomRows(data(), size.tokens(), size.batch())) {
      Split split = Split.of(model);
      FeatureStore store =
          new FeatureStore(scratch, StoreFormat.FP32, split, EarlyEngines.SAMEDIFF);
      Map<String, String> identity = Map.of("shape", shape.name(), "size", size.toString());
      try (StoredFeatures stored = store.open(all, identity, 1, (done, total) -> {});
          RandomRows rows = new RandomRows(data(), size.tokens(), size.batch())) {
        split.releaseEarly();
        rows.readFrom(stored);
        return steps(SpeedMethod.SHERL_STORE, split.late(), rows, watch);
      }
    }
  }

  private TunedModel attach(MemoryMethod way) {
    return Sherl.attach(Sherl.open(file), way.method(), way.config(shape), RandomRows.LABELS);
  }

  private SpeedRow steps(SpeedMethod method, TunedModel model, RandomRows rows, Stopwatch watch) {
    int all = Stopwatch.steps(steps);
    new Trainer(model, config(all)).fit(rows, report -> watch.lap());
    Profile profile = new Profile();
    new Trainer(model, config(1)).profile(profile).fit(rows, report -> {});
    return row(method, watch, profile);
  }

  private static TrainConfig config(int steps) {
    return TrainConfig.builder().steps(steps).rate(1e-4).seed(1).build();
  }

  private SpeedRow row(SpeedMethod method, Stopwatch watch, Profile profile) {
    double cpu = watch.cpuSeconds();
    boolean known = profile != null;
    return new SpeedRow(
        shape.name(),
        method.label(),
        method == SpeedMethod.SHERL_STORE,
        size.batch(),
        size.tokens(),
        cpu,
        watch.wallSeconds(),
        size.batch() * size.tokens() / watch.wallSeconds(),
        known ? profile.productShare() : Double.NaN,
        known ? profile.flops() / cpu / 1e9 : Double.NaN,
        peak,
        known ? profile.rows() : List.of());
  }
}
