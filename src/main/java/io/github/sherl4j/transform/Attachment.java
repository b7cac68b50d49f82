package io.github.sherl4j.transform;

import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.Task;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plan.TuningMethod;
import io.github.sherl4j.plan.TuningPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Attaches a method and a task to a backbone. */
public final class Attachment {

  private Attachment() {}

  /**
   * Plans, then builds; the backbone's graph is changed in place and belongs to the result.
   *
   * @throws io.github.sherl4j.SherlException if the configuration does not fit the backbone; raised
   *     before the graph is touched
   */
  public static TunedModel attach(
      Backbone backbone,
      BlockMap blocks,
      TuningMethod method,
      TuningConfig config,
      Task task,
      List<String> labels) {
    config.requireKnown(method.name(), method.options());
    TuningPlan plan = method.plan(backbone, blocks, config);
    GraphEditor editor = new GraphEditor(backbone, plan.features(), config.seed());
    Set<String> frozen = upstream(backbone, plan.taps());
    plan.trained().forEach(editor::train);
    method.attach(editor, plan);
    int rank = backbone.tensor(plan.features()).orElseThrow().rank();
    SDVariable pooled = Pool.of(editor, editor.tensor(plan.features()), rank, plan.pooling());
    task.attach(editor, pooled, labels);
    return new TunedModel(backbone, plan, task, labels, editor.trained(), frozen);
  }

  /** Names of the backbone's ops that the taps depend on. */
  private static Set<String> upstream(Backbone backbone, List<String> taps) {
    SameDiff graph = backbone.graph();
    Set<String> ops = new HashSet<>();
    List<String> open = new ArrayList<>();
    taps.forEach(t -> open.add(backbone.variable(t).name()));
    while (!open.isEmpty()) {
      String op = graph.getVariables().get(open.remove(open.size() - 1)).getOutputOfOp();
      if (op != null && ops.add(op)) {
        List<String> inputs = graph.getOps().get(op).getInputsToOp();
        open.addAll(inputs == null ? List.of() : inputs);
      }
    }
    return ops;
  }
}
