package io.github.sherl4j.discover;

import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.importer.OpNode;
import io.github.sherl4j.importer.TensorInfo;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Blocks that feed one another: an encoder, a decoder, a tower. Immutable and thread-safe.
 *
 * <p>With n blocks there are n+1 taps: T0 is the input of block 0 (the embeddings), Ti the output
 * of block i−1. The <em>late layers</em> are the last k blocks with everything between and after
 * them: they start at tap T(n−k).
 */
public final class Chain {

  private final Graph graph;
  private final String input;
  private final String output;
  private final List<String> own;
  private final List<String> wanted;
  private final List<Block> blocks;
  private final List<BitSet> aside;

  /**
   * @param behind the model outputs that depend on its last block
   * @param own those of them that no other chain has a part in, or comes before
   * @param aside for each block the operators that prepare something for it alone
   */
  Chain(
      Graph graph,
      String input,
      String output,
      List<String> behind,
      List<String> own,
      List<Block> blocks,
      List<BitSet> aside) {
    this.graph = graph;
    this.input = input;
    this.output = output;
    this.own = List.copyOf(own);
    this.wanted = own.isEmpty() ? List.copyOf(behind) : this.own;
    this.blocks = List.copyOf(blocks);
    this.aside = aside.stream().map(b -> (BitSet) b.clone()).toList();
  }

  Graph graph() {
    return graph;
  }

  /** The model input that it starts from. */
  public String input() {
    return input;
  }

  /** The model output nearest to its last block. */
  public String output() {
    return output;
  }

  /**
   * The model outputs that it works for: all that depend on its last block and on no chain beside
   * or behind it. For towers that only meet at the end, or an encoder whose result is no output,
   * none is left and all count.
   */
  public List<String> outputs() {
    return wanted;
  }

  /** The blocks, first to last. */
  public List<Block> blocks() {
    return blocks;
  }

  /** The n+1 tap points. */
  public List<Tap> taps() {
    List<Tap> taps = new ArrayList<>(List.of(new Tap(0, blocks.get(0).inputTensor())));
    blocks.forEach(b -> taps.add(new Tap(b.index() + 1, b.outputTensor())));
    return List.copyOf(taps);
  }

  /**
   * The taps below {@code late} late layers: T0 … T(n−late); the last one is the guide.
   *
   * @throws NoMatchException if there are not that many blocks
   */
  public List<Tap> taps(int late) {
    return taps().subList(0, blocks.size() - checkLate(late) + 1);
  }

  /**
   * Taps by number ({@code 0,2,5}), by tensor name or by glob over the tap points ({@code
   * *layer.3*}), separated by commas; sorted, without repeats.
   *
   * @throws NoMatchException if a part matches no tap; the remedy lists the nearest names
   */
  public List<Tap> taps(String selection) {
    return TapSelection.parse(selection, taps(), graph.liveTensors());
  }

  /**
   * Number of late layers if they start at a tensor.
   *
   * @throws NoMatchException if no block starts or ends there; the remedy lists the nearest names
   */
  public int lateFrom(String tensor) {
    return blocks.size() - TapSelection.exact(tensor, taps(), "--late-from").index();
  }

  /** Groups of consecutive blocks whose outputs have the same shape, as far as it is known. */
  public List<Stage> stages() {
    List<Stage> stages = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= blocks.size(); i++) {
      if (i == blocks.size() || !Features.compatible(shape(i), shape(start))) {
        stages.add(new Stage(stages.size(), blocks.subList(start, i), shape(start)));
        start = i;
      }
    }
    return List.copyOf(stages);
  }

  private List<Long> shape(int block) {
    return graph.info(blocks.get(block).outputTensor()).map(TensorInfo::shape).orElse(List.of());
  }

  /** Operators after the last block on the way to {@link #outputs()}: final norm, pooler, head. */
  public List<OpNode> tailOps() {
    return graph.ops(late(0, wanted));
  }

  /**
   * Everything from the last {@code late} blocks on to {@link #outputs()}, in topological order.
   *
   * @throws NoMatchException if there are not that many blocks
   */
  public List<OpNode> lateOps(int late) {
    return graph.ops(late(checkLate(late), wanted));
  }

  /**
   * The same for late layers that need only reach one tensor, such as {@link #features()}: without
   * the operators of a pooler or a language model's head that do not lead to it.
   *
   * @throws NoMatchException if there are not that many blocks or no such tensor depends on them
   */
  public List<OpNode> lateOps(int late, String wantedTensor) {
    return graph.ops(late(checkLate(late), List.of(features(wantedTensor))));
  }

  /**
   * What the late layers read besides their tap T(n−late), and do not make themselves: masks,
   * position bias, rotary tables, the output of an encoder, model inputs. Model inputs come first,
   * then topological order. Left out is what is made of weights and run-time sizes alone.
   *
   * @throws NoMatchException if there are not that many blocks
   */
  public List<String> lateLiveIns(int late) {
    return liveIns(checkLate(late), wanted);
  }

  /**
   * The same for late layers that need only reach one tensor, such as {@link #features()}.
   *
   * @throws NoMatchException if there are not that many blocks or no such tensor depends on them
   */
  public List<String> lateLiveIns(int late, String wantedTensor) {
    return liveIns(checkLate(late), List.of(features(wantedTensor)));
  }

  /**
   * Every operator that a tensor depends on, in topological order.
   *
   * @throws NoMatchException if a head cannot read that tensor
   */
  public List<OpNode> opsTo(String wantedTensor) {
    return graph.ops(graph.ancestors(List.of(features(wantedTensor))));
  }

  private List<String> liveIns(int late, List<String> targets) {
    List<String> result = new ArrayList<>(graph.liveIns(late(late, targets)));
    result.remove(taps().get(blocks.size() - late).tensor());
    return List.copyOf(result);
  }

  private BitSet late(int late, List<String> targets) {
    int first = blocks.size() - late;
    BitSet region = graph.descendants(List.of(taps().get(first).tensor()));
    IntStream.range(first, blocks.size()).forEach(i -> region.or(aside.get(i)));
    BitSet needed = graph.ancestors(targets);
    region.and(needed);
    for (int i = needed.previousSetBit(graph.size()); i >= 0; i = needed.previousSetBit(i - 1)) {
      if (!region.get(i) && graph.preparesWeights(i, region)) {
        region.set(i);
      }
    }
    return region;
  }

  private int checkLate(int late) {
    if (late < 0 || late > blocks.size()) {
      throw new NoMatchException(
          "late layers " + late,
          "0 to " + blocks.size() + ", the number of blocks from " + input + " to " + output,
          "--late",
          "choose fewer late layers, or name the tensor they start at with --late-from");
    }
    return late;
  }

  /** The tensor that a head reads unless told otherwise; see {@link Features}. */
  public String features() {
    return Features.standard(graph, blocks.get(blocks.size() - 1).outputTensor(), own, wanted);
  }

  /**
   * Checks that a head can read a tensor.
   *
   * @throws NoMatchException if it is no floating-point tensor that depends on the last block, or
   *     its output; the remedy lists the nearest names
   */
  public String features(String tensor) {
    return Features.named(graph, blocks.get(blocks.size() - 1).outputTensor(), tensor);
  }

  /** {@code input -> output, n blocks}. */
  @Override
  public String toString() {
    return input + " -> " + output + ", " + blocks.size() + " blocks";
  }
}
