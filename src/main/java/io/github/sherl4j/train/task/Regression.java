package io.github.sherl4j.train.task;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.plan.Features;
import io.github.sherl4j.plan.Metrics;
import io.github.sherl4j.plan.StartValues;
import io.github.sherl4j.plan.Task;
import io.github.sherl4j.plan.TuningGraph;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * {@code regression}: one linear layer to a number, mean squared error over the batch. {@code
 * labels} and {@code logits} are [batch, 1], of the features' type. There are no classes.
 */
public final class Regression implements Task {

  /** For {@link java.util.ServiceLoader}. */
  public Regression() {}

  @Override
  public String name() {
    return "regression";
  }

  @Override
  public void attach(TuningGraph editor, Features features, List<String> labels) {
    requireNone(labels);
    SameDiff graph = editor.graph();
    long width = editor.headWidth();
    SDVariable truth = graph.placeHolder("labels", editor.dtype(), -1, 1);
    SDVariable weight = editor.parameter("head.weight", StartValues.torchDefault(width), 1, width);
    SDVariable bias = editor.parameter("head.bias", StartValues.torchDefault(width), 1);
    // No mmul: of a single row it is one number, and then matmul_bp gives wrong gradients.
    SDVariable product = features.pooled().mul(weight).sum(true, 1);
    SDVariable logits = product.add("logits", bias);
    SDVariable error = logits.sub(truth);
    error.mul(error).mean("loss", false, 0, 1);
  }

  @Override
  public Metrics metrics(List<String> labels) {
    requireNone(labels);
    return new RegressionMetrics();
  }

  private static void requireNone(List<String> labels) {
    if (!labels.isEmpty()) {
      throw new BadInputException(
          "labels " + labels,
          "none: a regression predicts a number",
          "task regression",
          "give no labels, or use the task classification");
    }
  }
}
