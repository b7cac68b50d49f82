package io.github.sherl4j.transform;

import com.google.common.collect.Sets;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.MismatchException;
import io.github.sherl4j.engine.GradientStop;
import io.github.sherl4j.engine.Lookups;
import io.github.sherl4j.engine.StandIns;
import io.github.sherl4j.engine.Surgery;
import io.github.sherl4j.engine.SwitchableDropout;
import io.github.sherl4j.engine.SwitchableNorm;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.plan.StartValues;
import io.github.sherl4j.plan.TuningGraph;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The one implementation of {@link TuningGraph}, over a backbone's live graph. */
final class GraphEditor implements TuningGraph {

  /** α/r with α = 2r, the usual choice. */
  private static final double LORA_SCALE = 2;

  private final Backbone backbone;
  private final SameDiff graph;
  private final TokenMasks masks;
  private final List<String> features;
  private final DataType dtype;
  private final Set<String> backboneOps;
  private final Set<String> behindTaps;
  private final SplittableRandom random;
  private final Map<String, SDVariable> replacements = new HashMap<>();
  private final Map<String, String> trained = new LinkedHashMap<>();
  private final Map<String, String> statistics = new LinkedHashMap<>();

  /**
   * @param features tensors that the head reads
   * @param frozen names of the ops that taps depend on
   */
  GraphEditor(
      Backbone backbone, TokenMasks masks, List<String> features, Set<String> frozen, long seed) {
    this.backbone = backbone;
    this.graph = backbone.graph();
    this.masks = masks;
    this.features = List.copyOf(features);
    this.dtype = info(features.get(0)).dtype();
    this.backboneOps = Set.copyOf(graph.getOps().keySet());
    this.behindTaps = Set.copyOf(Sets.difference(backboneOps, frozen));
    this.random = new SplittableRandom(seed);
    if (!dtype.isFPType()) {
      throw new BadInputException(
          "elements of type " + dtype,
          "floating-point features",
          features.get(0),
          "name another tensor with --features");
    }
  }

  /** File names (or own names) of what is trained, mapped to the variables, in order. */
  Map<String, String> trained() {
    return trained;
  }

  /** Buffers, under the names of their variables, mapped to what a training batch measures. */
  Map<String, String> statistics() {
    return statistics;
  }

  Set<String> backboneOps() {
    return backboneOps;
  }

  @Override
  public SameDiff graph() {
    return graph;
  }

  @Override
  public DataType dtype() {
    return dtype;
  }

  @Override
  public SDVariable tap(String tensor) {
    SDVariable value = backbone.variable(tensor);
    SDVariable stopped = Surgery.variableUpstream(value) ? GradientStop.stop(value) : value;
    return value.dataType() == dtype ? stopped : stopped.castTo(dtype);
  }

  @Override
  public SDVariable tensor(String tensor) {
    SDVariable replaced = replacements.get(tensor);
    return replaced == null ? backbone.variable(tensor) : replaced;
  }

  @Override
  public long headWidth() {
    return features.stream().mapToLong(this::width).sum();
  }

  private long width(String tensor) {
    List<Long> shape = shape(tensor);
    boolean first = shape.size() == 4 && !channelsLast();
    long width = shape.get(first ? 1 : shape.size() - 1);
    if (width < 1) {
      throw new MismatchException(
          "shape " + shape, "a known width", tensor, "import the model with that dimension pinned");
    }
    return width;
  }

  @Override
  public boolean channelsLast() {
    return backbone.channelsLast();
  }

  @Override
  public List<Long> shape(String tensor) {
    return info(tensor).shape();
  }

  @Override
  public void replace(String tensor, SDVariable by) {
    SDVariable old = backbone.variable(tensor);
    SDVariable typed = by.dataType() == old.dataType() ? by : by.castTo(old.dataType());
    int changed = Surgery.rewire(old, typed, behindTaps);
    replacements.put(tensor, typed);
    if (changed == 0 && backbone.outputs().stream().noneMatch(o -> o.name().equals(tensor))) {
      throw new MismatchException(
          "no layer that reads it",
          "a tensor that layers behind the taps read",
          tensor,
          "choose another --late-from");
    }
  }

  @Override
  public SDVariable parameter(String name, StartValues start, long... shape) {
    INDArray values = Nd4j.createUninitialized(dtype, shape, 'c');
    for (long i = 0; i < values.length(); i++) {
      values.putScalar(i, start.next(random));
    }
    trained.put(name, name);
    return graph.var(name, values);
  }

  @Override
  public void train(List<String> weights) {
    weights.forEach(w -> trained.put(w, backbone.variable(w).name()));
    weights.forEach(w -> StandIns.value(backbone.variable(w)));
    graph.convertToVariables(weights.stream().map(backbone::variable).toList());
    Lookups.makeDifferentiable(graph);
  }

  @Override
  public SDVariable batchNorm(String name, SDVariable rows, long width, double eps) {
    SDVariable mean = buffer(name + ".mean", 0, width);
    SDVariable variance = buffer(name + ".variance", 1, width);
    SDVariable gain = parameter(name + ".weight", StartValues.constant(1), width);
    SDVariable bias = parameter(name + ".bias", StartValues.constant(0), width);
    SwitchableNorm norm = SwitchableNorm.of(rows, gain, bias, mean, variance, eps);
    statistics.put(name + ".mean", norm.mean().name());
    statistics.put(name + ".variance", norm.variance().name());
    return norm.rows();
  }

  private SDVariable buffer(String name, double start, long width) {
    return graph.constant(name, Nd4j.valueArrayOf(new long[] {width}, start, dtype));
  }

  @Override
  public void lowRank(String weight, int rank) {
    SDVariable frozen = backbone.variable(weight);
    long[] shape = frozen.getArr().shape();
    long rest = frozen.getArr().length() / shape[0];
    SDVariable a = parameter(weight + ".lora.a", StartValues.torchDefault(rest), rank, rest);
    SDVariable b = parameter(weight + ".lora.b", StartValues.constant(0), shape[0], rank);
    SDVariable product = graph.reshape(graph.mmul(b, a).mul(LORA_SCALE), shape);
    Surgery.rewire(frozen, frozen.add(product), backboneOps);
  }

  @Override
  public SDVariable lastToken(SDVariable mask) {
    return Pool.lastReal(graph, mask);
  }

  @Override
  public SDVariable dropout(SDVariable x, double rate) {
    return rate == 0 ? x : SwitchableDropout.of(x, rate);
  }

  @Override
  public Optional<SDVariable> tokenMask(String tensor) {
    return masks.of(tensor, dtype);
  }

  private TensorInfo info(String tensor) {
    backbone.variable(tensor); // reports an unknown name with its neighbours
    return backbone
        .tensor(tensor)
        .orElseThrow(
            () ->
                new MismatchException(
                    "a weight",
                    "a tensor that depends on the inputs",
                    tensor,
                    "name an activation instead"));
  }
}
