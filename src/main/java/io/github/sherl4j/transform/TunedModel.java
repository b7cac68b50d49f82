package io.github.sherl4j.transform;

import io.github.sherl4j.engine.GradientGaps;
import io.github.sherl4j.engine.GradientGraph;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.Task;
import io.github.sherl4j.plan.TuningPlan;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A backbone with a method, a head and a loss attached: one plain SameDiff graph. Placeholders are
 * the backbone's inputs and {@code labels}; results are {@code logits} and {@code loss}. Not
 * thread-safe; closing it closes the backbone.
 *
 * <p>The late part of one ({@link Split#late()}) is a tuned model too: its placeholders are the
 * tensors at which it was cut and those inputs that it still reads, its trained values are the same
 * arrays, and closing it closes nothing.
 */
public final class TunedModel implements AutoCloseable {

  /** Result: [batch, classes], the task's raw scores. */
  public static final String LOGITS = "logits";

  /** Result: a scalar, the mean over the batch. */
  public static final String LOSS = "loss";

  /** Placeholder: the truth as the task encodes it. */
  public static final String LABELS = "labels";

  private final Backbone backbone;
  private final SameDiff graph;
  private final boolean part;
  private final TuningPlan plan;
  private final Task task;
  private final List<String> labels;
  private final Map<String, String> trained;
  private final Map<String, String> statistics;
  private final Set<String> frozenOps;
  private GradientGraph gradients;

  TunedModel(
      Backbone backbone,
      TuningPlan plan,
      Task task,
      List<String> labels,
      Map<String, String> trained,
      Map<String, String> statistics,
      Set<String> frozenOps) {
    this(backbone, backbone.graph(), false, plan, task, labels, trained, statistics, frozenOps);
  }

  private TunedModel(
      Backbone backbone,
      SameDiff graph,
      boolean part,
      TuningPlan plan,
      Task task,
      List<String> labels,
      Map<String, String> trained,
      Map<String, String> statistics,
      Set<String> frozenOps) {
    this.backbone = backbone;
    this.graph = graph;
    this.part = part;
    this.plan = plan;
    this.task = task;
    this.labels = List.copyOf(labels);
    this.trained = Collections.unmodifiableMap(new LinkedHashMap<>(trained));
    this.statistics = Collections.unmodifiableMap(new LinkedHashMap<>(statistics));
    this.frozenOps = Set.copyOf(frozenOps);
  }

  /** The same model on a part of its graph. */
  TunedModel on(SameDiff late) {
    return new TunedModel(backbone, late, true, plan, task, labels, trained, statistics, frozenOps);
  }

  /** Whether this is the late part of a model. */
  public boolean isPart() {
    return part;
  }

  /** The backbone, whose graph now holds adapter and head too. */
  public Backbone backbone() {
    return backbone;
  }

  /** The graph. */
  public SameDiff graph() {
    return graph;
  }

  /** FLOAT or DOUBLE: element type of logits, loss and labels. */
  public DataType dtype() {
    return graph().getVariable(LOGITS).dataType();
  }

  /** What was decided before attaching. */
  public TuningPlan plan() {
    return plan;
  }

  /** Head, loss and metrics. */
  public Task task() {
    return task;
  }

  /** The classes in order. */
  public List<String> labels() {
    return labels;
  }

  /**
   * What is trained: name in adapter files → variable of the graph, in the order of creation.
   * Linear weights are [out, in].
   */
  public Map<String, String> trained() {
    return trained;
  }

  /**
   * Buffers that training changes without a gradient (running statistics of batch norms) → the
   * result of the graph that a training batch moves them towards.
   */
  public Map<String, String> statistics() {
    return statistics;
  }

  /** Names of all that training changes: {@link #trained()}, then the buffers. */
  public List<String> changed() {
    return Stream.concat(trained.keySet().stream(), statistics.keySet().stream()).toList();
  }

  /** The value of something that training changes; live. */
  public INDArray value(String name) {
    return graph().getVariable(trained.getOrDefault(name, name)).getArr();
  }

  /** Number of trained elements. */
  public long trainableParameters() {
    return trained.keySet().stream().mapToLong(n -> value(n).length()).sum();
  }

  /** Number of elements of backbone, adapter and head. */
  public long totalParameters() {
    long own =
        trained.keySet().stream()
            .filter(n -> !backbone.weights().contains(n))
            .mapToLong(n -> value(n).length())
            .sum();
    return backbone.parameters() + own;
  }

  /**
   * The backward graph, made at the first call. Which ops it differentiates is predicted from the
   * forward graph and checked here: none below the taps.
   *
   * @throws io.github.sherl4j.UnsupportedOpException if it would pass an op without a right
   *     gradient
   * @throws IllegalStateException if the backward graph reaches further than predicted
   */
  public GradientGraph gradients() {
    if (gradients == null) {
      Set<String> predicted = GradientGraph.predicted(graph(), LOSS);
      GradientGaps.check(graph(), predicted);
      GradientGraph made = GradientGraph.of(graph(), LOSS);
      Set<String> below = new TreeSet<>(made.differentiated());
      below.retainAll(frozenOps);
      if (!below.isEmpty() || !made.differentiated().equals(predicted)) {
        throw new IllegalStateException(
            "backward ops below the taps: "
                + below
                + "; differentiated "
                + made.differentiated().size()
                + " forward ops, predicted "
                + predicted.size());
      }
      gradients = made;
    }
    return gradients;
  }

  /** Names of all placeholders a run needs besides {@code labels}, sorted. */
  public List<String> inputs() {
    return graph().variables().stream()
        .filter(SDVariable::isPlaceHolder)
        .map(SDVariable::name)
        .filter(n -> !n.equals(LABELS))
        .toList();
  }

  @Override
  public void close() {
    if (part) {
      return;
    }
    trained.values().stream()
        .map(v -> graph().getVariable(v).getArr())
        .filter(a -> a.closeable() && !a.wasClosed())
        .forEach(INDArray::close);
    backbone.close();
  }
}
