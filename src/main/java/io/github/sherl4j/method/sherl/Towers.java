package io.github.sherl4j.method.sherl;

import com.google.common.primitives.Ints;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.discover.Chain;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.internal.Names;
import io.github.sherl4j.plan.Insertion;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plan.TuningPlan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Chains side by side, such as the text and the image tower of CLIP: an adapter for each that the
 * features depend on. The head reads the towers' features one behind the other; a tower's features
 * are its own embedding, a rank-2 model output that no other tower has a part in, if there is one.
 *
 * <p>{@code --tower} picks one by number, model input or model output; {@code --features} picks
 * those that lead to a tensor. A single adapter has the usual names, several are {@code
 * adapter.<tower>.…} after the towers' inputs.
 */
final class Towers implements Wiring {

  static final String OPTION = "tower";

  private static final String ALL = "all";

  @Override
  public Optional<TuningPlan> plan(Backbone backbone, BlockMap blocks, TuningConfig config) {
    if (blocks.candidates().size() < 2) {
      return Optional.empty();
    }
    if (config.flag(SideMemory.OPTION, false) || config.text(SideNorm.OPTION).isPresent()) {
      throw new BadInputException(
          "towers side by side " + blocks.candidates(),
          "an encoder with a decoder that attends to it",
          "the options " + SideMemory.OPTION + " and " + SideNorm.OPTION,
          "leave them out");
    }
    return Optional.of(plan(backbone, blocks, config, chosen(blocks, config)));
  }

  private static TuningPlan plan(
      Backbone backbone, BlockMap blocks, TuningConfig config, List<Chain> towers) {
    List<TuningPlan> plans = new ArrayList<>();
    List<String> names = names(towers);
    for (int i = 0; i < towers.size(); i++) {
      TuningConfig own = towers.size() == 1 ? config : Shares.of(config, i, towers.size());
      BlockMap alone = blocks.among(List.of(towers.get(i)));
      plans.add(
          new OneChain()
              .plan(backbone, alone, withFeatures(own, backbone, towers.get(i)))
              .orElseThrow());
    }
    if (plans.size() == 1) {
      Chain only = towers.get(0);
      return plans.get(0).withSettings(recorded(plans, "" + blocks.candidates().indexOf(only)));
    }
    List<Insertion> insertions = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      for (Insertion insertion : plans.get(i).insertions()) {
        insertions.add(insertion.named(names.get(i)));
      }
    }
    Set<String> heads = new LinkedHashSet<>();
    plans.forEach(p -> heads.add(p.features()));
    return plans
        .get(0)
        .withInsertions(insertions)
        .withHeads(List.copyOf(heads))
        .withTrained(
            plans.stream().flatMap(p -> p.trained().stream()).distinct().toList(),
            plans.stream().flatMap(p -> p.lowRank().stream()).distinct().toList())
        .withSettings(recorded(plans, ALL));
  }

  private static Map<String, String> recorded(List<TuningPlan> plans, String tower) {
    Map<String, String> all = Shares.joined(plans.stream().map(TuningPlan::settings).toList());
    all.put(OPTION, tower);
    return all;
  }

  private static List<Chain> chosen(BlockMap blocks, TuningConfig config) {
    List<Chain> towers = blocks.candidates();
    String tower = config.text(OPTION).orElse(ALL);
    if (!tower.equals(ALL)) {
      return List.of(byName(towers, tower));
    }
    List<Chain> leading =
        config
            .text("features")
            .filter(f -> !Shares.several(f))
            .map(blocks::nearest)
            .orElse(List.of());
    List<Chain> some = towers.stream().filter(leading::contains).toList();
    return some.isEmpty() ? towers : some;
  }

  private static Chain byName(List<Chain> towers, String name) {
    Integer index = Ints.tryParse(name);
    List<Chain> found =
        towers.stream()
            .filter(
                t ->
                    (index != null && towers.indexOf(t) == index)
                        || t.input().equals(name)
                        || t.outputs().contains(name))
            .toList();
    if (found.size() != 1) {
      List<String> known =
          towers.stream()
              .flatMap(t -> Stream.concat(Stream.of(t.input()), t.outputs().stream()))
              .distinct()
              .toList();
      throw new NoMatchException(
          "'" + name + "', which is " + found.size() + " of the towers " + towers,
          "all, a number from 0 to " + (towers.size() - 1) + ", a model input or output",
          "option " + OPTION,
          Names.didYouMean(name, known));
    }
    return found.get(0);
  }

  private static TuningConfig withFeatures(TuningConfig config, Backbone backbone, Chain tower) {
    if (config.text("features").isPresent()) {
      return config;
    }
    TuningConfig.Builder more = TuningConfig.builder().seed(config.seed());
    config.options().forEach(more::option);
    embedding(backbone, tower).ifPresent(e -> more.option("features", e));
    return more.build();
  }

  /** A tower's own embedding: the first output [batch, width] of known width behind it. */
  static Optional<String> embedding(Backbone backbone, Chain tower) {
    return backbone.outputs().stream()
        .filter(o -> tower.outputs().contains(o.name()))
        .filter(o -> o.rank() == 2 && o.dtype().isFPType() && o.shape().get(1) > 0)
        .map(TensorInfo::name)
        .findFirst();
  }

  /** Names after the inputs; numbers where two towers read one input. */
  private static List<String> names(List<Chain> towers) {
    List<String> names =
        towers.stream().map(t -> t.input().replaceAll("[^A-Za-z0-9_]", "_")).toList();
    return Set.copyOf(names).size() == names.size()
        ? names
        : towers.stream().map(t -> "tower" + towers.indexOf(t)).toList();
  }
}
