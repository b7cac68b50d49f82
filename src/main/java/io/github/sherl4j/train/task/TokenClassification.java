package io.github.sherl4j.train.task;

import io.github.sherl4j.engine.SafeOps;
import io.github.sherl4j.plan.Features;
import io.github.sherl4j.plan.Metrics;
import io.github.sherl4j.plan.StartValues;
import io.github.sherl4j.plan.Task;
import io.github.sherl4j.plan.TuningGraph;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code token-classification}: one linear layer from every token to the classes, mean cross
 * entropy over the labelled tokens of the batch. {@code labels} is one-hot, [batch, tokens,
 * classes], of the features' type; a token whose row is all zero is not labelled and never counts.
 */
public final class TokenClassification implements Task {

  /** For {@link java.util.ServiceLoader}. */
  public TokenClassification() {}

  @Override
  public String name() {
    return "token-classification";
  }

  @Override
  public void attach(TuningGraph editor, Features features, List<String> labels) {
    SameDiff graph = editor.graph();
    SDVariable tokens = features.tokens();
    long width = editor.headWidth();
    int classes = labels.size();
    SDVariable truth = graph.placeHolder("labels", editor.dtype(), -1, -1, classes);
    SDVariable weight =
        editor.parameter("head.weight", StartValues.torchDefault(width), classes, width);
    SDVariable bias = editor.parameter("head.bias", StartValues.torchDefault(width), classes);
    SDVariable rows = graph.reshape(tokens, -1, width);
    SDVariable scores = graph.mmul(rows, weight, false, true, false).add(bias);
    graph.reshape("logits", scores, graph.shape(truth));
    SDVariable likelihood =
        SafeOps.logSoftmax(graph, scores, 1)
            .mul(graph.reshape(truth, -1, classes))
            .sum(false, 0, 1);
    SDVariable labelled =
        graph.math.max(truth.sum(false, 0, 1, 2), graph.constant(1.0).castTo(editor.dtype()));
    graph.math.neg("loss", likelihood.div(labelled));
  }

  @Override
  public Metrics metrics(List<String> labels) {
    Metrics pooled = new Classification().metrics(labels);
    return new Metrics() {
      @Override
      public void add(INDArray truth, INDArray logits) {
        pooled.add(labelled(truth, truth), labelled(logits, truth));
      }

      @Override
      public Map<String, Number> values() {
        return pooled.values();
      }

      @Override
      public double score() {
        return pooled.score();
      }
    };
  }

  /** The rows of {@code from} whose token is labelled, [labelled, classes]. */
  private static INDArray labelled(INDArray from, INDArray truth) {
    long classes = truth.size(2);
    INDArray rows = from.reshape('c', -1, classes);
    INDArray sums = truth.reshape('c', -1, classes).sum(1);
    int[] kept =
        IntStream.range(0, (int) sums.length()).filter(i -> sums.getDouble(i) > 0).toArray();
    return rows.getRows(kept);
  }
}
