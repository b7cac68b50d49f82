package io.github.sherl4j.method.sherl;

import com.google.common.base.Splitter;
import io.github.sherl4j.SherlException;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plan.TuningPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The same tuning with less memory: a narrower adapter, then fewer taps, in the end no late layer.
 * The guide stays; options that are set stay.
 */
final class Smaller {

  private static final int NARROWEST = 8;
  private static final int FEWEST = 2;

  /** Halvings of the width, halvings of the taps, whether the late layers go. */
  private record Rung(int width, int taps, boolean withoutLate) {}

  private static final List<Rung> LADDER =
      List.of(
          new Rung(1, 0, false),
          new Rung(1, 1, false),
          new Rung(2, 1, false),
          new Rung(2, 2, false),
          new Rung(2, 2, true),
          new Rung(3, 3, true));

  private final SherlMethod method;
  private final Backbone backbone;
  private final BlockMap blocks;
  private final TuningConfig config;

  Smaller(SherlMethod method, Backbone backbone, BlockMap blocks, TuningConfig config) {
    this.method = method;
    this.backbone = backbone;
    this.blocks = blocks;
    this.config = config;
  }

  List<TuningConfig> all() {
    List<TuningConfig> all = new ArrayList<>();
    List<Object> seen = new ArrayList<>(List.of(config.options()));
    for (Rung rung : LADDER) {
      at(rung)
          .filter(c -> !seen.contains(c.options()))
          .ifPresent(
              c -> {
                seen.add(c.options());
                all.add(c);
              });
    }
    return all;
  }

  /** Empty where the backbone does not go with it. */
  private Optional<TuningConfig> at(Rung rung) {
    boolean lateIsOpen = config.text("late").isEmpty() && config.text("late-from").isEmpty();
    TuningConfig.Builder more = TuningConfig.builder().seed(config.seed());
    config.options().forEach(more::option);
    if (rung.withoutLate() && lateIsOpen && config.text("late-train").isEmpty()) {
      more.option("late", 0);
    }
    try {
      TuningPlan plan = method.plan(backbone, blocks, more.build());
      if (config.text("width").isEmpty()) {
        more.option("width", each(plan, "width", w -> narrower(w, rung.width())));
      }
      if (config.text("taps").isEmpty()) {
        more.option("taps", each(plan, "taps", t -> fewer(t, rung.taps())));
      }
      TuningConfig smaller = more.build();
      method.plan(backbone, blocks, smaller);
      return Optional.of(smaller);
    } catch (SherlException e) {
      return Optional.empty(); // a rung that is not there; the ladder has others
    }
  }

  private static String each(TuningPlan plan, String option, UnaryOperator<String> change) {
    return Splitter.on(Shares.SEPARATOR)
        .splitToStream(plan.settings().get(option))
        .map(change)
        .collect(Collectors.joining(Shares.SEPARATOR));
  }

  private static String narrower(String width, int halvings) {
    int now = Integer.parseInt(width);
    return "" + Math.max(Math.min(NARROWEST, now), now >> halvings);
  }

  /** Every second, the last one kept. */
  private static String fewer(String taps, int halvings) {
    List<String> now = Splitter.on(',').splitToList(taps);
    for (int h = 0; h < halvings && now.size() > FEWEST; h++) {
      List<String> kept = new ArrayList<>();
      for (int i = now.size() - 1; i >= 0; i -= 2) {
        kept.add(0, now.get(i));
      }
      now = kept;
    }
    return String.join(",", now);
  }
}
