package io.github.sherl4j;

import io.github.sherl4j.discover.BlockDiscovery;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.samediff.SameDiffs;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plugin.InstalledPlugins;
import io.github.sherl4j.plugin.Plugin;
import io.github.sherl4j.serve.Serving;
import io.github.sherl4j.train.AdapterStore;
import io.github.sherl4j.train.Evaluator;
import io.github.sherl4j.train.MemoryPlanner;
import io.github.sherl4j.train.Provenance;
import io.github.sherl4j.train.StoredAdapter;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.train.Trainer;
import io.github.sherl4j.transform.Attachment;
import io.github.sherl4j.transform.Split;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * The front door: open a model, attach a method, train, save the small adapter, load it again.
 *
 * <pre>{@code
 * try (TunedModel model =
 *     Sherl.attach(
 *         Sherl.open(Path.of("model.onnx")),
 *         "sherl",
 *         TuningConfig.builder().option("width", 64).build(),
 *         List.of("negative", "positive"))) {
 *   Sherl.train(model, TrainConfig.builder().epochs(2).build(), iterator);
 *   Sherl.save(model, Path.of("adapter.safetensors"));
 * }
 * }</pre>
 *
 * Stateless; the objects it hands out are not thread-safe.
 */
public final class Sherl {

  private Sherl() {}

  /**
   * Imports a model file of any supported format, recognised by its content.
   *
   * @throws SherlException if the file is missing, none of the formats, damaged, or has operators
   *     that nothing maps
   */
  public static Backbone open(Path model) {
    return Backbones.open(model);
  }

  /**
   * The same with sizes of dynamic dimensions pinned, such as {@code Map.of("input_ids",
   * List.of(2L, 128L))}; −1 leaves a dimension as it is in the file. Dimensions of one name are
   * pinned together. Pinned sizes change neither weights nor the fingerprint; an adapter file
   * records them.
   *
   * @throws BadInputException if there is no such input (the remedy lists the nearest names), its
   *     rank is another, or the file fixes another size
   */
  public static Backbone open(Path model, Map<String, List<Long>> shapes) {
    return Backbones.open(model, ImportOptions.pinned(shapes));
  }

  /** The same with all options, such as weights in other files of the model's folder. */
  public static Backbone open(Path model, ImportOptions options) {
    return Backbones.open(model, options);
  }

  /**
   * A SameDiff graph in memory as a backbone; it is copied, never changed. {@link
   * io.github.sherl4j.importer.samediff.SameDiffs} also finds the outputs and writes files.
   *
   * @param outputs names of what it gives
   * @throws SherlException if there is no such output, or an operator is refused
   */
  public static Backbone open(SameDiff graph, List<String> outputs) {
    return SameDiffs.of(graph, outputs);
  }

  /** Finds the repeated blocks of a backbone, its taps and what late layers need besides. */
  public static BlockMap discover(Backbone backbone) {
    return BlockDiscovery.discover(backbone);
  }

  /** Attaches a method as it is recommended, and a classification head. */
  public static TunedModel attach(Backbone backbone, String method, List<String> labels) {
    return attach(backbone, method, TuningConfig.builder().build(), labels);
  }

  /**
   * Attaches a method and a classification head. The backbone belongs to the result and serves
   * nothing else.
   *
   * @param method name of a method, such as {@code sherl} or {@code linear-probe}
   * @param labels the classes in order
   * @throws SherlException if the configuration does not fit the backbone
   */
  public static TunedModel attach(
      Backbone backbone, String method, TuningConfig config, List<String> labels) {
    return attach(backbone, method, config, "classification", labels);
  }

  /**
   * Attaches a method and the head of a task. The backbone belongs to the result and serves nothing
   * else.
   *
   * @param method name of a method, such as {@code sherl} or {@code linear-probe}
   * @param task name of a task, such as {@code classification} or {@code regression}
   * @param labels the classes in order; empty for a regression
   * @throws SherlException if the configuration does not fit the backbone, or the labels the task
   */
  public static TunedModel attach(
      Backbone backbone, String method, TuningConfig config, String task, List<String> labels) {
    return Attachment.attach(
        backbone, discover(backbone), Plugins.method(method), config, Plugins.task(task), labels);
  }

  /**
   * Tells the memory that training would take before it starts, or fits it to a budget:
   *
   * <pre>{@code
   * MemoryChoice choice =
   *     Sherl.planner(() -> Sherl.open(file), "sherl", tuning, labels)
   *         .within(1_000_000_000, TrainConfig.builder().build(), 32, 128);
   * }</pre>
   *
   * @param backbones opens the backbone, once for every way that is looked at
   */
  public static MemoryPlanner planner(
      Supplier<Backbone> backbones, String method, TuningConfig config, List<String> labels) {
    return new MemoryPlanner(backbones, method, config, "classification", labels);
  }

  /**
   * Trains.
   *
   * @param data features in the order of the backbone's inputs, labels as the task reads them:
   *     one-hot [batch, classes], or numbers [batch, 1]
   * @throws DivergedException naming the batch where NaN or infinity arose
   */
  public static TrainResult train(TunedModel model, TrainConfig config, MultiDataSetIterator data) {
    return new Trainer(model, config).fit(data, report -> {});
  }

  /**
   * Splits a model into a frozen early part and a late part that trains, to run the early one once:
   *
   * <pre>{@code
   * Split split = Sherl.split(model);
   * FeatureStore store =
   *     new FeatureStore(folder, StoreFormat.FP32, split, EarlyEngines.SAMEDIFF);
   * try (StoredFeatures features = store.open(batches, Map.of("file", hash), 1, (n, of) -> {})) {
   *   split.releaseEarly();
   *   batches.readFrom(features);
   *   Sherl.train(split.late(), config, batches);
   *   Sherl.save(split.late(), Path.of("adapter.safetensors"));
   * }
   * }</pre>
   *
   * @throws MismatchException if its method trains down to the inputs
   */
  public static Split split(TunedModel model) {
    return Split.of(model);
  }

  /** The task's metrics over all batches of {@code data}. */
  public static Map<String, Number> evaluate(TunedModel model, MultiDataSetIterator data) {
    try (Evaluator evaluator = new Evaluator(model)) {
      return evaluator.evaluate(data).values();
    }
  }

  /** Writes the adapter file; returns its size in bytes. */
  public static long save(TunedModel model, Path file) {
    return AdapterStore.save(file, model, new Provenance(0, "", "", Map.of(), Map.of()));
  }

  /**
   * Reads an adapter file and puts it on its backbone.
   *
   * @throws MismatchException if the adapter was trained on another backbone
   */
  public static TunedModel load(Path adapter, Backbone backbone) {
    try (StoredAdapter stored = AdapterStore.read(adapter)) {
      return Serving.restore(stored, backbone);
    }
  }

  /**
   * What was found on the class path, ours and others': every implementation of an extension point
   * with its jar and version, those that cannot be used with the reason.
   */
  public static List<Plugin> plugins() {
    return InstalledPlugins.all();
  }
}
