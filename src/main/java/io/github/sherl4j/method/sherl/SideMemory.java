package io.github.sherl4j.method.sherl;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.MismatchException;
import io.github.sherl4j.discover.Block;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.discover.Chain;
import io.github.sherl4j.discover.Memory;
import io.github.sherl4j.discover.Tap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.OpNode;
import io.github.sherl4j.plan.Insertion;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.plan.TuningPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An encoder with a decoder: an adapter of the encoder makes the <em>side memory</em> that the late
 * decoder layers cross-attend to, an adapter of the decoder makes what enters them. Early decoder
 * layers read the frozen encoder's output (specification, sections 5.4 and 5.5).
 *
 * <p>Used by itself where late decoder layers read exactly one tensor of tokens of an encoder;
 * {@code --side-memory on} insists on it, {@code off} leaves the encoder alone.
 */
final class SideMemory implements Wiring {

  static final String OPTION = "side-memory";
  private static final int ADAPTERS = 2;

  @Override
  public Optional<TuningPlan> plan(Backbone backbone, BlockMap blocks, TuningConfig config) {
    boolean wanted = config.flag(OPTION, true);
    List<Memory> found = wanted ? memories(backbone, blocks, config) : List.of();
    if (found.size() == 1) {
      return Optional.of(plan(backbone, blocks, config, found.get(0)));
    }
    if (wanted && (config.text(OPTION).isPresent() || config.text(SideNorm.OPTION).isPresent())) {
      throw new BadInputException(
          found.size() + " tensors of other chains that the late layers read" + names(found),
          "exactly one, [batch, tokens, width]: an encoder's output that a decoder attends to",
          "option " + (config.text(OPTION).isPresent() ? OPTION : SideNorm.OPTION),
          "leave it out, or give at least one late layer");
    }
    boolean several = blocks.chains().size() > 1 || config.text(OPTION).isPresent();
    return new OneChain()
        .plan(backbone, blocks, config)
        .map(p -> several ? p.withSettings(with(p.settings(), OPTION, "off")) : p);
  }

  private static List<Memory> memories(Backbone backbone, BlockMap blocks, TuningConfig config) {
    if (blocks.chains().size() < ADAPTERS
        || OneChain.pooling(Shares.of(config, 1, ADAPTERS)) != TokenPooling.NONE) {
      return List.of();
    }
    TuningConfig own = Shares.of(config, 1, ADAPTERS);
    String features = own.text("features").map(blocks::features).orElseGet(blocks::features);
    return blocks.memories(LateRoute.of(blocks, own).blocks(), features).stream()
        .filter(m -> Layouts.shape(backbone, m.tensor()).size() == 3)
        .toList();
  }

  private static TuningPlan plan(
      Backbone backbone, BlockMap blocks, TuningConfig config, Memory memory) {
    TuningPlan decoder =
        new OneChain().plan(backbone, blocks, Shares.of(config, 1, ADAPTERS)).orElseThrow();
    TuningConfig own = Shares.of(config, 0, ADAPTERS);
    SherlPreset preset = own.choice("preset", SherlPreset.class, SherlPreset.RECOMMENDED);
    SideNorm norm = SideNorm.of(config, preset.sideNorm());
    Chain encoder = memory.encoder();
    String from = norm == SideNorm.NONE ? memory.tensor() : last(encoder);
    requireWidth(backbone, from, memory.tensor());
    SherlSettings settings =
        SherlSettings.of(own, preset, Layouts.channels(backbone, memory.tensor()));
    List<String> taps = taps(backbone, blocks, config, encoder);
    OneChain.requireTaps(backbone, taps, settings, from);
    Map<String, String> ofEncoder = new HashMap<>(settings.options());
    ofEncoder.put("preset", TuningConfig.word(preset));
    ofEncoder.put("taps", String.join(",", taps));
    Map<String, String> all = Shares.joined(List.of(ofEncoder, decoder.settings()));
    all.put(OPTION, "on");
    all.put(SideNorm.OPTION, TuningConfig.word(norm));
    List<Insertion> insertions = new ArrayList<>();
    boolean normed = norm != SideNorm.NONE;
    insertions.add(new Insertion("encoder", taps, from, memory.tensor(), normed));
    decoder.insertions().forEach(i -> insertions.add(i.named("decoder")));
    if (normed) {
      finalNorm(blocks.primary(), decoder.features()).ifPresent(insertions::add);
    }
    return decoder.withInsertions(insertions).withSettings(all);
  }

  /** Tensors as the user numbers them before the semicolon, or all. */
  private static List<String> taps(
      Backbone backbone, BlockMap blocks, TuningConfig config, Chain encoder) {
    return config
        .text("taps")
        .filter(Shares::several)
        .map(t -> encoder.taps(Shares.of("taps", t, 0, ADAPTERS)))
        .map(found -> found.stream().map(Tap::tensor).toList())
        .orElseGet(
            () -> new LateRoute(last(encoder), 0).taps(backbone, blocks.among(List.of(encoder))));
  }

  /** The decoder's final norm gives way too, if the features lie behind it. */
  private static Optional<Insertion> finalNorm(Chain decoder, String features) {
    String into = decoder.features();
    boolean passes =
        into.equals(last(decoder))
            || decoder.lateOps(0, features).stream()
                .map(OpNode::outputs)
                .anyMatch(o -> o.contains(into));
    return passes
        ? Optional.of(new Insertion("decoder", List.of(), last(decoder), into, true))
        : Optional.empty();
  }

  private static String last(Chain chain) {
    List<Block> all = chain.blocks();
    return all.get(all.size() - 1).outputTensor();
  }

  private static void requireWidth(Backbone backbone, String from, String memory) {
    if (Layouts.channels(backbone, from) != Layouts.channels(backbone, memory)) {
      throw new MismatchException(
          "width " + Layouts.channels(backbone, from) + " of " + from,
          "that of the encoder's output, " + Layouts.channels(backbone, memory),
          memory,
          "give --side-norm none");
    }
  }

  private static String names(List<Memory> found) {
    return found.isEmpty() ? "" : " " + found.stream().map(Memory::tensor).toList();
  }

  private static Map<String, String> with(
      Map<String, String> settings, String option, String value) {
    Map<String, String> all = new HashMap<>(settings);
    all.put(option, value);
    return all;
  }
}
