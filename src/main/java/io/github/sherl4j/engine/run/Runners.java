package io.github.sherl4j.engine.run;

import io.github.sherl4j.engine.GradientGraph;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.nd4j.autodiff.samediff.SameDiff;

/** Makes {@link GraphRunner}s; the one place that decides how graphs are executed. */
public final class Runners {

  private Runners() {}

  /** Runs only what {@code results} need; nothing is kept for a backward pass. */
  public static GraphRunner forward(SameDiff graph, Collection<String> results) {
    return new PlannedRunner(
        graph,
        Set.copyOf(graph.getOps().keySet()),
        List.copyOf(new LinkedHashSet<>(results)),
        List.of());
  }

  /**
   * Runs forward and backward in one pass; results are {@code extra} (such as the loss) under their
   * own names and each trainable's gradient under {@link GradientGraph#gradientName(String)}.
   *
   * @param recompute whether activations are computed again in the backward pass instead of being
   *     kept: less memory, more time, the same bits
   */
  public static GraphRunner training(
      GradientGraph gradients, Collection<String> extra, boolean recompute) {
    return new PlannedRunner(
        gradients.graph(),
        gradients.forwardOps(),
        results(gradients, extra),
        recompute ? gradients.trainables() : List.of());
  }

  /**
   * The memory of a training step, found out without running or allocating anything.
   *
   * @param shapes sizes of every placeholder that the step reads
   * @param recompute see {@link #training}
   * @return empty if a shape depends on numbers that only a run knows; such graphs run in a session
   */
  public static Optional<MemoryPlan> plan(
      GradientGraph gradients,
      Collection<String> extra,
      Map<String, long[]> shapes,
      boolean recompute) {
    SameDiff graph = gradients.graph();
    Map<String, Sized> feeds = new TreeMap<>();
    shapes.forEach((n, shape) -> feeds.put(n, new Sized(graph.getVariable(n).dataType(), shape)));
    try {
      Layout layout =
          Layout.of(
              graph,
              gradients.forwardOps(),
              results(gradients, extra),
              feeds,
              recompute ? gradients.trainables() : List.of());
      return Optional.of(MemoryPlan.of(layout));
    } catch (UnplannableException e) {
      return Optional.empty();
    }
  }

  private static List<String> results(GradientGraph gradients, Collection<String> extra) {
    LinkedHashSet<String> results = new LinkedHashSet<>(extra);
    gradients.trainables().forEach(t -> results.add(gradients.gradientName(t)));
    return List.copyOf(results);
  }
}
