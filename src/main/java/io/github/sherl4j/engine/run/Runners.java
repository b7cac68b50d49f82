package io.github.sherl4j.engine.run;

import io.github.sherl4j.engine.GradientGraph;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;

/** Makes {@link GraphRunner}s; the one place that decides how graphs are executed. */
public final class Runners {

  private Runners() {}

  /** Runs only what {@code results} need; nothing is kept for a backward pass. */
  public static GraphRunner forward(SameDiff graph, Collection<String> results) {
    return new PlannedRunner(
        graph, Set.copyOf(graph.getOps().keySet()), List.copyOf(new LinkedHashSet<>(results)));
  }

  /**
   * Runs forward and backward in one pass; results are {@code extra} (such as the loss) under their
   * own names and each trainable's gradient under {@link GradientGraph#gradientName(String)}.
   */
  public static GraphRunner training(GradientGraph gradients, Collection<String> extra) {
    LinkedHashSet<String> results = new LinkedHashSet<>(extra);
    gradients.trainables().forEach(t -> results.add(gradients.gradientName(t)));
    return new PlannedRunner(gradients.graph(), gradients.forwardOps(), List.copyOf(results));
  }
}
