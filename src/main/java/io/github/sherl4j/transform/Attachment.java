package io.github.sherl4j.transform;

import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.engine.Surgery;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.internal.Services;
import io.github.sherl4j.plan.Features;
import io.github.sherl4j.plan.Task;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plan.TuningMethod;
import io.github.sherl4j.plan.TuningPlan;
import java.util.List;
import java.util.Set;

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
    String where = "method " + method.name();
    TuningPlan plan = Services.ask(method, where, () -> method.plan(backbone, blocks, config));
    Set<String> frozen = Surgery.upstreamOps(plan.taps().stream().map(backbone::variable).toList());
    TokenMasks masks = new TokenMasks(backbone, blocks);
    GraphEditor editor = new GraphEditor(backbone, masks, plan.heads(), frozen, config.seed());
    editor.train(plan.trained());
    Services.call(method, where, () -> method.attach(editor, plan));
    Features features = features(editor, plan);
    Services.call(task, "task " + task.name(), () -> task.attach(editor, features, labels));
    return new TunedModel(
        backbone, plan, task, labels, editor.trained(), editor.statistics(), frozen);
  }

  private static Features features(GraphEditor editor, TuningPlan plan) {
    List<PlannedFeatures> all =
        plan.heads().stream()
            .map(t -> new PlannedFeatures(editor, t, editor.shape(t).size(), plan.pooling()))
            .toList();
    return all.size() == 1 ? all.get(0) : new JoinedFeatures(all);
  }
}
