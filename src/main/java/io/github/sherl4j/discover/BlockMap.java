package io.github.sherl4j.discover;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.importer.OpNode;
import io.github.sherl4j.internal.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The repeated blocks of a backbone: usually one {@link Chain}, two for an encoder with a decoder
 * or for two towers. Immutable and thread-safe.
 *
 * <p>One chain is <em>primary</em>: the one that no other chain lies behind (the decoder rather
 * than the encoder). Towers stand side by side, so neither is; then every method that speaks of the
 * primary chain refuses and lists the candidates until {@link #select} has chosen one.
 */
public final class BlockMap {

  private final List<Chain> chains;
  private final List<Chain> candidates;

  BlockMap(List<Chain> chains, List<Chain> candidates) {
    this.chains = List.copyOf(chains);
    this.candidates = List.copyOf(candidates);
  }

  /** All chains, in the order of the model inputs they start from. */
  public List<Chain> chains() {
    return chains;
  }

  /** The chains that could be primary: one, unless the choice is ambiguous. */
  public List<Chain> candidates() {
    return candidates;
  }

  /** The primary chain, or nothing if the choice is ambiguous. */
  public Optional<Chain> unambiguous() {
    return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
  }

  /**
   * The primary chain.
   *
   * @throws BadInputException if the choice is ambiguous; the remedy lists the candidates
   */
  public Chain primary() {
    return unambiguous()
        .orElseThrow(
            () ->
                new BadInputException(
                    candidates.size() + " chains of blocks side by side",
                    "one chain, or a choice",
                    "the backbone",
                    "choose by model input or output: "
                        + candidates.stream()
                            .map(Chain::toString)
                            .collect(Collectors.joining("; "))));
  }

  /**
   * The same map with the primary chain chosen by its model input or one of its model outputs.
   *
   * @throws NoMatchException if no chain, or more than one, goes by that name
   */
  public BlockMap select(String inputOrOutput) {
    List<String> names = new ArrayList<>();
    chains.forEach(c -> names.add(c.input()));
    chains.forEach(c -> names.add(c.output()));
    chains.forEach(c -> names.addAll(c.outputs()));
    List<Chain> found =
        chains.stream()
            .filter(
                c ->
                    c.input().equals(inputOrOutput)
                        || c.output().equals(inputOrOutput)
                        || c.outputs().contains(inputOrOutput))
            .toList();
    if (found.size() != 1) {
      throw new NoMatchException(
          found.size() + " chains of blocks at " + inputOrOutput,
          "the model input or output of one chain",
          inputOrOutput,
          Names.didYouMean(inputOrOutput, names.stream().distinct().toList()));
    }
    return new BlockMap(chains, found);
  }

  /** The same map with the choice among some of its chains only. */
  public BlockMap among(List<Chain> some) {
    return new BlockMap(chains, chains.stream().filter(some::contains).toList());
  }

  /**
   * The chains that a tensor gets its data from, without those that reach it through another of
   * them alone: the decoder for its features, the encoder for its own output, both towers for their
   * product. Empty for a tensor before the last blocks or an unknown one.
   */
  public List<Chain> nearest(String tensor) {
    return Flow.nearest(chains, tensor);
  }

  /**
   * What the primary chain's late layers read of other chains: the encoder's output that a decoder
   * cross-attends to.
   *
   * @throws NoMatchException if there are not that many blocks or no such tensor depends on them
   */
  public List<Memory> memories(int late, String wantedTensor) {
    return Flow.memories(chains, primary(), late, wantedTensor);
  }

  /** {@link Chain#blocks()} of the primary chain. */
  public List<Block> blocks() {
    return primary().blocks();
  }

  /** {@link Chain#taps()} of the primary chain. */
  public List<Tap> taps() {
    return primary().taps();
  }

  /** {@link Chain#taps(int)} of the primary chain. */
  public List<Tap> taps(int late) {
    return primary().taps(late);
  }

  /** {@link Chain#taps(String)} of the primary chain. */
  public List<Tap> taps(String selection) {
    return primary().taps(selection);
  }

  /** {@link Chain#lateFrom(String)} of the primary chain. */
  public int lateFrom(String tensor) {
    return primary().lateFrom(tensor);
  }

  /** {@link Chain#stages()} of the primary chain. */
  public List<Stage> stages() {
    return primary().stages();
  }

  /** {@link Chain#tailOps()} of the primary chain. */
  public List<OpNode> tailOps() {
    return primary().tailOps();
  }

  /** {@link Chain#lateOps(int)} of the primary chain. */
  public List<OpNode> lateOps(int late) {
    return primary().lateOps(late);
  }

  /** {@link Chain#lateOps(int, String)} of the primary chain. */
  public List<OpNode> lateOps(int late, String wantedTensor) {
    return primary().lateOps(late, wantedTensor);
  }

  /** {@link Chain#opsTo(String)} of the primary chain. */
  public List<OpNode> opsTo(String wantedTensor) {
    return primary().opsTo(wantedTensor);
  }

  /** {@link Chain#lateLiveIns(int)} of the primary chain. */
  public List<String> lateLiveIns(int late) {
    return primary().lateLiveIns(late);
  }

  /** {@link Chain#lateLiveIns(int, String)} of the primary chain. */
  public List<String> lateLiveIns(int late, String wantedTensor) {
    return primary().lateLiveIns(late, wantedTensor);
  }

  /** {@link Chain#features()} of the primary chain. */
  public String features() {
    return primary().features();
  }

  /** {@link Chain#features(String)} of the primary chain. */
  public String features(String tensor) {
    return primary().features(tensor);
  }
}
