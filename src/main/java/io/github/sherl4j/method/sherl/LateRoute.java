package io.github.sherl4j.method.sherl;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.discover.Tap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.OpNode;
import io.github.sherl4j.plan.LateTrain;
import io.github.sherl4j.plan.OwnWeights;
import io.github.sherl4j.plan.TuningConfig;
import java.util.List;

/**
 * Where the adapter's output enters the backbone.
 *
 * @param from the tensor whose readers get the adapter's output
 * @param blocks number of blocks behind it
 */
record LateRoute(String from, int blocks) {

  static LateRoute of(BlockMap map, TuningConfig config) {
    if (config.text("late-from").isPresent()) {
      if (config.text("late").isPresent()) {
        throw new BadInputException(
            "both --late and --late-from", "one of them", "the late layers", "leave one out");
      }
      String from = config.text("late-from").get();
      return new LateRoute(from, map.lateFrom(from));
    }
    int late = config.integer("late", 1, 0);
    List<Tap> below = map.taps(late);
    return new LateRoute(below.get(below.size() - 1).tensor(), late);
  }

  /**
   * Weights of the late layers and of what follows them up to the features that are trained; those
   * that frozen layers read too (rotary tables, shared blocks) stay frozen.
   */
  List<String> trained(Backbone backbone, BlockMap map, LateTrain train, String features) {
    return switch (train) {
      case NONE -> List.of();
      case ALL -> ownWeights(backbone, map.lateOps(blocks, features));
      case NORMS, BIAS, LORA ->
          throw new BadInputException(
              train.toString(),
              "none or all",
              "option late-train",
              "this version trains late layers whole or not at all");
    };
  }

  private static List<String> ownWeights(Backbone backbone, List<OpNode> late) {
    List<String> own = OwnWeights.of(backbone, late);
    if (own.isEmpty()) {
      throw new BadInputException(
          "late layers that share all their weights with frozen ones",
          "weights of their own",
          "option late-train",
          "leave late-train at none");
    }
    return own;
  }
}
