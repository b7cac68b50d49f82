package io.github.sherl4j.method.sherl;

import com.google.common.collect.Sets;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.discover.Chain;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.Insertion;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plan.TuningGraph;
import io.github.sherl4j.plan.TuningMethod;
import io.github.sherl4j.plan.TuningPlan;
import java.util.List;
import java.util.Set;

/**
 * {@code sherl}. Options of the route: {@code taps}, {@code late} (number of late layers, default
 * 1) or {@code late-from} (tensor), {@code late-train}, {@code lora-rank}, {@code features}, {@code
 * pooling}; of backbones with several chains: {@code side-memory} and {@code side-norm} ({@link
 * SideMemory}), {@code tower} ({@link Towers}); of the adapter: those of {@link SherlSettings};
 * {@code preset} gives the defaults. With two adapters an option may hold two values, separated by
 * a semicolon.
 */
public final class SherlMethod implements TuningMethod {

  static final String NAME = "sherl";

  private static final Set<String> ROUTE =
      Set.of(
          "taps",
          "late",
          "late-from",
          "late-train",
          "lora-rank",
          "features",
          "pooling",
          "preset",
          SideMemory.OPTION,
          SideNorm.OPTION,
          Towers.OPTION);

  /** The first that is for a backbone plans it. */
  private static final List<Wiring> WIRINGS = List.of(new Towers(), new SideMemory());

  /** For {@link java.util.ServiceLoader}. */
  public SherlMethod() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> options() {
    return Sets.union(ROUTE, SherlSettings.OPTIONS);
  }

  @Override
  public TuningPlan plan(Backbone backbone, BlockMap blocks, TuningConfig config) {
    BlockMap chosen = chosen(blocks, config);
    return WIRINGS.stream()
        .flatMap(w -> w.plan(backbone, chosen, config).stream())
        .findFirst()
        .orElseThrow();
  }

  /** Features of an encoder alone leave its decoder out. */
  private static BlockMap chosen(BlockMap blocks, TuningConfig config) {
    if (blocks.candidates().size() != 1) {
      return blocks;
    }
    if (config.text(Towers.OPTION).isPresent()) {
      throw new BadInputException(
          "one chain of blocks that none lies behind",
          "two or more side by side",
          "option " + Towers.OPTION,
          "leave it out");
    }
    List<Chain> nearest = config.text("features").map(blocks::nearest).orElse(List.of());
    return nearest.size() == 1 ? blocks.among(nearest) : blocks;
  }

  @Override
  public List<TuningConfig> smaller(Backbone backbone, BlockMap blocks, TuningConfig config) {
    return new Smaller(this, backbone, blocks, config).all();
  }

  @Override
  public double rate(TuningPlan plan) {
    return plan.settings().get("down").contains("conv-norm")
        ? 3e-3
        : plan.trained().isEmpty() ? 5e-3 : 2e-3;
  }

  @Override
  public void attach(TuningGraph graph, TuningPlan plan) {
    TuningConfig.Builder stored = TuningConfig.builder();
    plan.settings().forEach(stored::option);
    TuningConfig all = stored.build();
    int adapters = (int) plan.insertions().stream().filter(i -> !i.taps().isEmpty()).count();
    int next = 0;
    for (Insertion insertion : plan.insertions()) {
      if (insertion.taps().isEmpty()) {
        NormWiring.attach(graph, insertion, SideNorm.of(all, SideNorm.NONE));
      } else {
        TuningConfig own = adapters == 1 ? all : Shares.of(all, next, adapters);
        new SherlWiring(graph, insertion, own).attach();
        next++;
      }
    }
    int rank = Integer.parseInt(plan.settings().getOrDefault("lora-rank", "0"));
    plan.lowRank().forEach(w -> graph.lowRank(w, rank));
  }
}
