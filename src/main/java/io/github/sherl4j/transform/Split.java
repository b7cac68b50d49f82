package io.github.sherl4j.transform;

import com.google.common.collect.Sets;
import io.github.sherl4j.MismatchException;
import io.github.sherl4j.engine.LateGraph;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.TensorInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A tuned model in two parts: an early one that is frozen and gives some tensors of the backbone,
 * and a late one that reads them and trains. Together they are the one graph, bit for bit. Masks
 * and whatever else follows from the inputs without weights is computed in the late part.
 *
 * <p>Both parts share the model's arrays; the model stays whole until {@link #releaseEarly()}. Not
 * thread-safe.
 */
public final class Split {

  private final TunedModel whole;
  private final TunedModel late;
  private final LateGraph graph;
  private final Map<String, String> tensors;

  private Split(TunedModel whole, LateGraph graph, Map<String, String> tensors) {
    this.whole = whole;
    this.graph = graph;
    this.tensors = Collections.unmodifiableMap(tensors);
    this.late = whole.on(graph.graph());
  }

  /**
   * Splits a model; it stays as it is.
   *
   * @throws MismatchException if its method trains down to the inputs, so that nothing is frozen
   */
  public static Split of(TunedModel model) {
    Map<String, String> names = new HashMap<>();
    Map<String, long[]> cuttable = new HashMap<>();
    Backbone backbone = model.backbone();
    for (String name : backbone.names()) {
      Optional<TensorInfo> info = backbone.tensor(name).filter(t -> t.dtype().isFPType());
      if (info.isPresent() && info.get().rank() > 0) {
        String variable = backbone.variable(name).name();
        names.putIfAbsent(variable, name);
        cuttable.put(variable, info.get().shape().stream().mapToLong(d -> d).toArray());
      }
    }
    List<String> results = new ArrayList<>(List.of(TunedModel.LOGITS, TunedModel.LOSS));
    results.addAll(model.statistics().values());
    LateGraph late = LateGraph.of(model.graph(), results, cuttable);
    if (late.cut().isEmpty()) {
      throw new MismatchException(
          "method " + model.plan().method() + ", which trains weights in front of every layer",
          "a method that leaves early layers frozen, such as sherl, last-layers or linear-probe",
          "the split into an early and a late part",
          "leave the feature store and the early engine out, or choose another method");
    }
    Map<String, String> tensors = new LinkedHashMap<>();
    late.cut().forEach(v -> tensors.put(names.get(v), v));
    return new Split(model, late, tensors);
  }

  /** The model that was split. */
  public TunedModel whole() {
    return whole;
  }

  /**
   * The part that trains. Its {@link TunedModel#inputs()} are variables of {@link #tensors()} and
   * some inputs of the whole model.
   */
  public TunedModel late() {
    return late;
  }

  /** Tensors of the backbone at which it was cut, by name in the file → input of the late part. */
  public Map<String, String> tensors() {
    return tensors;
  }

  /** Inputs of the whole model that the late part reads. */
  public Set<String> inputs() {
    return Sets.difference(graph.inputs(), Set.of(TunedModel.LABELS));
  }

  /** Those of them of which it reads the sizes only. */
  public Set<String> sizesOnly() {
    return graph.sizesOnly();
  }

  /**
   * Frees the weights that the late part does not read; after it the whole model can neither run
   * nor be split again, but its trained values can be read and saved.
   *
   * @return bytes that were freed
   */
  public long releaseEarly() {
    Set<Long> kept = new HashSet<>();
    for (SDVariable v : late.graph().variables()) {
      INDArray array = array(v);
      if (array != null && !array.isEmpty()) {
        kept.add(array.data().address());
      }
    }
    long freed = 0;
    for (SDVariable v : whole.graph().variables()) {
      INDArray array = array(v);
      if (array != null
          && array.closeable()
          && !array.wasClosed()
          && !array.isEmpty()
          && !kept.contains(array.data().address())) {
        freed += array.length() * array.dataType().width();
        array.close();
      }
    }
    return freed;
  }

  private static INDArray array(SDVariable v) {
    return v.isConstant() || v.getVariableType() == VariableType.VARIABLE ? v.getArr() : null;
  }
}
