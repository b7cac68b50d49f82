package io.github.sherl4j.train;

import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.plan.Metrics;
import io.github.sherl4j.transform.TunedModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** Runs a tuned model forward over data. Not thread-safe. */
public final class Evaluator implements AutoCloseable {

  private final TunedModel model;
  private final Feeds feeds;
  private final GraphRunner runner;

  /** An evaluator of the model's current weights. */
  public Evaluator(TunedModel model) {
    this.model = model;
    this.feeds = new Feeds(model);
    this.runner = Runners.forward(model.graph(), List.of(TunedModel.LOGITS));
  }

  /** The task's metrics over all batches of {@code data}. */
  public Metrics evaluate(MultiDataSetIterator data) {
    Metrics metrics = model.task().metrics(model.labels());
    logits(data, (batch, logits) -> metrics.add(batch.getLabels(0), logits));
    return metrics;
  }

  /** Hands each batch and its logits [rows, classes] to {@code sink}; they die after the call. */
  public void logits(MultiDataSetIterator data, BiConsumer<MultiDataSet, INDArray> sink) {
    int index = 0;
    while (data.hasNext()) {
      MultiDataSet batch = data.next();
      Map<String, INDArray> feed = new HashMap<>(feeds.of(batch, "batch " + index++));
      feed.remove(TunedModel.LABELS);
      sink.accept(batch, runner.run(feed).get(TunedModel.LOGITS));
      runner.release();
    }
  }

  @Override
  public void close() {
    runner.close();
  }
}
