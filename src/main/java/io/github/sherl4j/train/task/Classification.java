package io.github.sherl4j.train.task;

import io.github.sherl4j.engine.SafeOps;
import io.github.sherl4j.plan.Features;
import io.github.sherl4j.plan.Metrics;
import io.github.sherl4j.plan.StartValues;
import io.github.sherl4j.plan.Task;
import io.github.sherl4j.plan.TuningGraph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.evaluation.EvaluationAveraging;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code classification}: one linear layer to the classes, mean cross entropy over the batch.
 * {@code labels} is one-hot, [batch, classes], of the features' type.
 */
public final class Classification implements Task {

  /** For {@link java.util.ServiceLoader}. */
  public Classification() {}

  @Override
  public String name() {
    return "classification";
  }

  @Override
  public void attach(TuningGraph editor, Features features, List<String> labels) {
    SameDiff graph = editor.graph();
    long width = editor.headWidth();
    int classes = labels.size();
    SDVariable truth = graph.placeHolder("labels", editor.dtype(), -1, classes);
    SDVariable weight =
        editor.parameter("head.weight", StartValues.torchDefault(width), classes, width);
    SDVariable bias = editor.parameter("head.bias", StartValues.torchDefault(width), classes);
    SDVariable logits =
        graph.mmul(features.pooled(), weight, false, true, false).add("logits", bias);
    SDVariable likelihood = SafeOps.logSoftmax(graph, logits, 1).mul(truth).sum(false, 1);
    graph.math.neg("loss", likelihood.mean(false, 0));
  }

  @Override
  public Metrics metrics(List<String> labels) {
    return new Collected(labels);
  }

  private static final class Collected implements Metrics {
    private final Evaluation evaluation;
    private long count;

    Collected(List<String> labels) {
      evaluation = new Evaluation(labels);
    }

    @Override
    public void add(INDArray labels, INDArray logits) {
      evaluation.eval(labels, logits);
      count += labels.size(0);
    }

    @Override
    public Map<String, Number> values() {
      Map<String, Number> values = new LinkedHashMap<>();
      values.put("accuracy", evaluation.accuracy());
      values.put("macroF1", evaluation.f1(EvaluationAveraging.Macro));
      values.put("count", count);
      return values;
    }

    @Override
    public double score() {
      return evaluation.accuracy();
    }
  }
}
