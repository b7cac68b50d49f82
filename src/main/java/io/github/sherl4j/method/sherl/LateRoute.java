package io.github.sherl4j.method.sherl;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.discover.Tap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.plan.LateTrain;
import io.github.sherl4j.plan.OwnWeights;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plan.WeightKinds;
import io.github.sherl4j.plan.WeightKinds.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
   * The taps below: all of a transformer; of a backbone in stages the last of each shape, so that a
   * long stage does not outweigh the others, with the deepest as the guide.
   */
  List<String> taps(Backbone backbone, BlockMap map) {
    List<String> all = map.taps(blocks).stream().map(Tap::tensor).toList();
    List<String> ends = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (i + 1 == all.size()
          || !shape(backbone, all.get(i)).equals(shape(backbone, all.get(i + 1)))) {
        ends.add(all.get(i));
      }
    }
    return ends.size() == 1 ? all : ends;
  }

  private static List<Long> shape(Backbone backbone, String tensor) {
    return backbone.tensor(tensor).map(TensorInfo::shape).orElse(List.of());
  }

  /**
   * Weights of the late layers and of what follows them up to the features that are trained as they
   * are; those that frozen layers read too (rotary tables, shared blocks) stay frozen.
   */
  List<String> trained(Backbone backbone, BlockMap map, LateTrain train, String features) {
    return switch (train) {
      case NONE, LORA -> List.of();
      case ALL -> some(own(backbone, map, features), "of their own", train);
      case NORMS -> some(kind(backbone, map, features, Kind.NORM), "of norms", train);
      case BIAS -> some(kind(backbone, map, features, Kind.BIAS), "that are biases", train);
    };
  }

  /** Matrices of the late layers that get low-rank updates. */
  List<String> matrices(Backbone backbone, BlockMap map, LateTrain train, String features) {
    return train == LateTrain.LORA
        ? some(kind(backbone, map, features, Kind.MATRIX), "that are matrices", train)
        : List.of();
  }

  private List<String> own(Backbone backbone, BlockMap map, String features) {
    return OwnWeights.of(backbone, map.lateOps(blocks, features));
  }

  private List<String> kind(Backbone backbone, BlockMap map, String features, Kind kind) {
    Map<String, Kind> kinds = WeightKinds.of(backbone);
    return own(backbone, map, features).stream().filter(w -> kinds.get(w) == kind).toList();
  }

  private List<String> some(List<String> found, String what, LateTrain train) {
    if (found.isEmpty()) {
      throw new BadInputException(
          "no weights "
              + what
              + " in the "
              + blocks
              + " late layers that frozen layers do not share",
          "at least one",
          "option late-train " + TuningConfig.word(train),
          "leave late-train at none");
    }
    return found;
  }
}
