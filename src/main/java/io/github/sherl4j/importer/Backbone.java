package io.github.sherl4j.importer;

import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.internal.Names;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A pre-trained model as one SameDiff graph of native ops, with the names its file used.
 *
 * <p>Every weight is a CONSTANT; a tuning method turns into variables what it trains. Attaching a
 * method changes {@link #graph()} in place: a backbone serves one attachment and is never copied.
 * Not thread-safe. Closing frees the weights' native memory.
 */
public final class Backbone implements AutoCloseable {

  private final String format;
  private final String fingerprint;
  private final SameDiff graph;
  private final List<TensorInfo> inputs;
  private final List<TensorInfo> outputs;
  private final List<OpNode> ops;
  private final Map<String, String> variables;
  private final Map<String, TensorInfo> tensors;
  private final List<String> weights;
  private final Set<String> statistics;
  private final List<FusedPattern> fusions;
  private final Map<String, List<Long>> pinned;
  private final InputCheck check;
  private final boolean channelsLast;
  private final Runnable closing;
  private boolean closed;

  private Backbone(Builder b) {
    format = Objects.requireNonNull(b.format);
    fingerprint = Objects.requireNonNull(b.fingerprint);
    graph = Objects.requireNonNull(b.graph);
    inputs = List.copyOf(b.inputs);
    outputs = List.copyOf(b.outputs);
    ops = List.copyOf(b.ops);
    fusions = List.copyOf(b.fusions);
    variables = new LinkedHashMap<>(b.variables);
    fusions.forEach(f -> variables.keySet().removeAll(f.interior()));
    tensors = new LinkedHashMap<>(b.tensors);
    weights = List.copyOf(b.weights);
    statistics = Set.copyOf(b.statistics);
    pinned = ImportOptions.pinned(b.pinned).shapes();
    channelsLast = b.channelsLast;
    closing = b.closing;
    check = new InputCheck(inputs, b.dims, b.indexLimits);
  }

  /** Starts a backbone; only importers build them. */
  public static Builder builder(SameDiff graph) {
    return new Builder(graph);
  }

  /** {@code onnx}, {@code keras}, {@code dl4j} or {@code samediff}. */
  public String format() {
    return format;
  }

  /** SHA-256 (hex) over ops, names and every weight; the same file gives the same value. */
  public String fingerprint() {
    return fingerprint;
  }

  /** The live graph. Placeholders carry the file's input names. */
  public SameDiff graph() {
    return graph;
  }

  /** What the model is fed with. */
  public List<TensorInfo> inputs() {
    return inputs;
  }

  /** What the file declares as results. */
  public List<TensorInfo> outputs() {
    return outputs;
  }

  /**
   * The sizes that were pinned when it was opened ({@link ImportOptions#shapes()}); empty if none.
   * They change neither weights nor the fingerprint, only what the graph can be fed with.
   */
  public Map<String, List<Long>> pinned() {
    return pinned;
  }

  /**
   * The patterns that are few operations of the graph instead of the operators of the file; those
   * are all in {@link #ops()}, but the tensors between them have no {@link #variable}.
   */
  public List<FusedPattern> fusions() {
    return fusions;
  }

  /**
   * Whether maps are known to be [batch, height, width, channels]; where it is false, shapes tell.
   */
  public boolean channelsLast() {
    return channelsLast;
  }

  /** All operators that remain after folding, in topological order. */
  public List<OpNode> ops() {
    return ops;
  }

  /** File names of the float initializers, in file order. */
  public List<String> weights() {
    return weights;
  }

  /**
   * The {@link #weights()} that training may change; see {@link Trainable} for what the others are.
   * Reads every element, so ask once.
   */
  public List<String> trainable() {
    return Trainable.of(this, statistics);
  }

  /** Dtype and shape (−1 = dynamic) of a tensor of the file, if it is part of the graph. */
  public Optional<TensorInfo> tensor(String fileName) {
    return Optional.ofNullable(tensors.get(fileName));
  }

  /**
   * The SameDiff variable that holds a tensor or weight of the file.
   *
   * @throws NoMatchException if the file has no such tensor, or it is inside a fused pattern; the
   *     remedy lists the nearest names, or says how to read the file unfused
   */
  public SDVariable variable(String fileName) {
    String name = variables.get(fileName);
    if (name == null) {
      for (FusedPattern f : fusions) {
        if (f.interior().contains(fileName)) {
          throw f.refusal(fileName);
        }
      }
      throw new NoMatchException(
          "no tensor named " + fileName,
          "the name of a tensor of the model",
          fileName,
          Names.didYouMean(fileName, variables.keySet()));
    }
    return graph.getVariable(name);
  }

  /** Names of the tensors and weights that have a {@link #variable}. */
  public Set<String> names() {
    return Collections.unmodifiableSet(variables.keySet());
  }

  /** Number of elements in all float initializers. */
  public long parameters() {
    return weights.stream().mapToLong(w -> variable(w).getArr().length()).sum();
  }

  /**
   * Checks arrays, by input name, before they are fed: every input once, its dtype and rank, fixed
   * sizes, dynamic sizes that must agree between inputs, and indices that stay inside their table.
   *
   * @throws io.github.sherl4j.BadInputException if something does not fit
   */
  public void checkInputs(Map<String, INDArray> arrays) {
    check.check(arrays);
  }

  /** Names of the dimensions of an input; equal names are equal numbers when the model runs. */
  List<String> dims(String input) {
    return check.dims().getOrDefault(input, List.of());
  }

  /** The number of rows that an input of indices points into. */
  OptionalLong indexLimit(String input) {
    Long rows = check.limits().get(input);
    return rows == null ? OptionalLong.empty() : OptionalLong.of(rows);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (SDVariable v : graph.variables()) {
      INDArray array = v.isConstant() || v.isPlaceHolder() ? v.getArr() : null;
      if (array != null && array.closeable() && !array.wasClosed()) {
        array.close();
      }
    }
    closing.run();
  }

  /** Collects what an importer learnt. Not thread-safe. */
  public static final class Builder {
    private final SameDiff graph;
    private String format;
    private String fingerprint;
    private List<TensorInfo> inputs = List.of();
    private List<TensorInfo> outputs = List.of();
    private List<OpNode> ops = List.of();
    private final Set<String> statistics = new HashSet<>();
    private final List<FusedPattern> fusions = new ArrayList<>();
    private List<String> weights = List.of();
    private boolean channelsLast;
    private Runnable closing = () -> {};
    private Map<String, List<Long>> pinned = Map.of();
    private final Map<String, String> variables = new LinkedHashMap<>();
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    private final Map<String, List<String>> dims = new LinkedHashMap<>();
    private final Map<String, Long> indexLimits = new LinkedHashMap<>();

    private Builder(SameDiff graph) {
      this.graph = graph;
    }

    /** See {@link Backbone#format()}. */
    public Builder format(String value) {
      format = value;
      return this;
    }

    /** See {@link Backbone#fingerprint()}. */
    public Builder fingerprint(String value) {
      fingerprint = value;
      return this;
    }

    /** See {@link Backbone#inputs()}. */
    public Builder inputs(List<TensorInfo> value) {
      inputs = value;
      return this;
    }

    /** See {@link Backbone#outputs()}. */
    public Builder outputs(List<TensorInfo> value) {
      outputs = value;
      return this;
    }

    /** See {@link Backbone#ops()}. */
    public Builder ops(List<OpNode> value) {
      ops = value;
      return this;
    }

    /** See {@link Backbone#weights()}. */
    public Builder weights(List<String> value) {
      weights = value;
      return this;
    }

    /** See {@link Backbone#channelsLast()}. */
    public Builder channelsLast(boolean value) {
      channelsLast = value;
      return this;
    }

    /** What to do, besides freeing memory, when the backbone is closed. */
    public Builder closing(Runnable value) {
      closing = value;
      return this;
    }

    /** See {@link Backbone#pinned()}. */
    public Builder pinned(Map<String, List<Long>> value) {
      pinned = value;
      return this;
    }

    /** Records the SameDiff variable behind a tensor or weight of the file. */
    public Builder variable(String fileName, String variable) {
      variables.put(fileName, variable);
      return this;
    }

    /** Records dtype and shape of a tensor of the file (inputs and op outputs, not weights). */
    public Builder tensor(TensorInfo info) {
      tensors.put(info.name(), info);
      return this;
    }

    /** Records that a weight holds statistics of training data, such as a running mean. */
    public Builder statistic(String fileName) {
      statistics.add(fileName);
      return this;
    }

    /** Records a pattern that was fused; its interior loses its variables. */
    public Builder fused(FusedPattern pattern) {
      fusions.add(pattern);
      return this;
    }

    /** Names the dimensions of an input; equal names are equal numbers when the model runs. */
    public Builder dims(String input, List<String> names) {
      dims.put(input, List.copyOf(names));
      return this;
    }

    /** Records that an input holds indices into {@code rows} rows; the smallest number counts. */
    public Builder indexLimit(String input, long rows) {
      indexLimits.merge(input, rows, Math::min);
      return this;
    }

    /** Builds the backbone. */
    public Backbone build() {
      return new Backbone(this);
    }
  }
}
