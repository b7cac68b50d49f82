package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.train.data.RowBatches;
import io.github.sherl4j.train.features.EarlyEngine;
import io.github.sherl4j.train.features.EarlyEngines;
import io.github.sherl4j.train.features.EngineFeatures;
import io.github.sherl4j.train.features.FeatureStore;
import io.github.sherl4j.train.features.StoreReport;
import io.github.sherl4j.train.features.StoredFeatures;
import io.github.sherl4j.transform.Split;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which part of a model a command runs and where that gets its features: the whole one, or the late
 * part, from a store or from an engine that runs the early one.
 */
final class EarlyRun implements AutoCloseable {

  private final TunedModel model;
  private final EarlyEngines engines;
  private final Optional<Split> split;
  private final Map<String, RowBatches.FeatureSource> sources = new HashMap<>();
  private final Map<String, StoredFeatures> stored = new LinkedHashMap<>();
  private Optional<FeatureStore> store = Optional.empty();
  private EarlyEngine engine;
  private long freed;

  private EarlyRun(TunedModel model, EarlyEngines engines, boolean apart) {
    this.model = model;
    this.engines = engines;
    this.split = apart ? Optional.of(Split.of(model)) : Optional.empty();
  }

  /** Without a store. */
  static EarlyRun of(TunedModel model, EngineOptions options, EarlyEngines engines) {
    return new EarlyRun(model, engines, options.isApart());
  }

  /** With a store if the options name one. */
  static EarlyRun of(TunedModel model, StoreOptions options, EarlyEngines engines) {
    Optional<Path> folder = options.folder();
    EarlyRun run = new EarlyRun(model, engines, folder.isPresent() || options.engine().isApart());
    run.store = folder.map(f -> new FeatureStore(f, options.format(), run.split(), engines));
    return run;
  }

  private Split split() {
    return split.orElseThrow();
  }

  /** What is to be trained or run. */
  TunedModel model() {
    return split.map(Split::late).orElse(model);
  }

  /**
   * Prepares a data set; with a store its features are there afterwards.
   *
   * @param rows the data in order, open as long as this
   * @param identity what decides what the rows hold
   */
  void prepare(String data, RowBatches rows, Map<String, String> identity, int views) {
    if (store.isPresent()) {
      try (BuildProgress progress = new BuildProgress("features of " + data)) {
        StoredFeatures opened = store.get().open(rows, identity, views, progress::rows);
        stored.put(data, opened);
        sources.put(data, opened);
      }
    } else if (split.isPresent()) {
      engine = engine == null ? engines.open(split(), split().tensors().keySet()) : engine;
      sources.put(data, new EngineFeatures(split(), engine, rows));
    }
  }

  /** Frees the weights that nothing needs once all data is prepared. */
  void ready() {
    if (store.isPresent() || (engine != null && !engine.readsModel())) {
      freed = split().releaseEarly();
    }
  }

  /** Makes batches of prepared data give what {@link #model()} reads. */
  RowBatches reading(String data, RowBatches batches) {
    if (sources.containsKey(data)) {
      batches.readFrom(sources.get(data));
    }
    return batches;
  }

  /** Adds what was done to a command's report. */
  void report(ObjectNode root) {
    if (engine != null) {
      root.put("earlyEngine", engine.name()).put("freedBytes", freed);
    }
    if (stored.isEmpty()) {
      return;
    }
    ObjectNode node = root.putObject("store");
    node.put("freedBytes", freed);
    stored.forEach(
        (data, features) -> {
          StoreReport r = features.report();
          node.putObject(data)
              .put("tensors", r.tensors())
              .put("views", r.views())
              .put("rows", r.rows())
              .put("bytes", r.bytes())
              .put("hits", r.hits())
              .put("reusedRecords", r.reused())
              .put("builtRecords", r.built())
              .put("buildSeconds", r.buildSeconds())
              .put("earlyEngine", r.engine())
              .put("realTokensOnly", r.realTokens());
        });
  }

  @Override
  public void close() {
    stored.values().forEach(StoredFeatures::close);
    if (engine != null) {
      engine.close();
    }
  }
}
