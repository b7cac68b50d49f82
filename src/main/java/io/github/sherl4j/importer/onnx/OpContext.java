package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.engine.StandIns;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Elements;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One node while it is mapped: its operands and attributes, the graph to build in, and a place for
 * each result. Not thread-safe; valid only during {@link OpMapper#map}.
 */
public final class OpContext {

  private final Emitter emitter;
  private final OpAttributes attributes;
  private final String type;
  private final String where;
  private final int version;
  private final List<Operand> operands;
  private final List<String> outputs;
  private final Operand[] results;
  private final Set<String> madeWeights = new TreeSet<>();
  private final Set<String> statistics = new TreeSet<>();

  OpContext(
      Emitter emitter,
      OpAttributes attributes,
      String where,
      int version,
      List<Operand> operands,
      List<String> outputs) {
    this.emitter = emitter;
    this.attributes = attributes;
    this.type = attributes.type();
    this.where = where;
    this.version = version;
    this.operands = operands;
    this.outputs = outputs;
    this.results = new Operand[outputs.size()];
  }

  /** Operator type. */
  public String type() {
    return type;
  }

  /** Version of the operator set that the model uses for this node's domain. */
  public int version() {
    return version;
  }

  /** The attributes. */
  public OpAttributes attributes() {
    return attributes;
  }

  /** The graph to add operations to. */
  public SameDiff graph() {
    return emitter.graph();
  }

  /** Number of operands, absent optional ones included. */
  public int operandCount() {
    return operands.size();
  }

  /** Whether an optional operand is there. */
  public boolean has(int i) {
    return i < operands.size() && operands.get(i) != null;
  }

  /** An operand that must be there. */
  public Operand operand(int i) {
    if (!has(i)) {
      throw corrupt("no operand " + i, "at least " + (i + 1) + " operands");
    }
    return operands.get(i);
  }

  /** An operand as a variable of the graph; known elements become a constant. */
  public SDVariable variable(int i) {
    return emitter.variable(operand(i));
  }

  /** Known elements as a constant of the graph. */
  public SDVariable constant(DataType dtype, Shape shape, Elements elements) {
    return emitter.constant(dtype, shape, elements);
  }

  /**
   * The numbers of an operand that is a tensor of the file, as a new array of floats; large ones
   * are read piece by piece.
   *
   * @throws UnsupportedOpException if it is computed
   */
  public INDArray floats(int i) {
    Operand o = operand(i);
    if (o.data().isPresent()) {
      return TensorReader.floats(o.data().orElseThrow());
    }
    if (o.isFoldable() && o.shape().isKnown()) {
      return Emitter.array(DataType.FLOAT, o.shape().toLongs(), o.elements().orElseThrow());
    }
    if (o.variable() != null && o.variable().isConstant()) {
      return StandIns.value(o.variable()).castTo(DataType.FLOAT);
    }
    throw unsupported("operand " + i + " that is computed", "a tensor of the file", "fold it");
  }

  /** Makes the first output a weight of the model, as if the file held it like that. */
  public void weight(INDArray value) {
    results[0] = emitter.weight(outputs.get(0), value);
    madeWeights.add(outputs.get(0));
  }

  /** File names of the outputs that became weights. */
  Set<String> madeWeights() {
    return madeWeights;
  }

  /** A shape as a LONG vector of the graph. */
  public SDVariable vector(Shape shape) {
    return emitter.dims().vector(shape);
  }

  /** A dimension as a LONG scalar of the graph. */
  public SDVariable scalar(Dim dim) {
    return emitter.variable(
        Operand.folded(where, DataType.INT64, Shape.SCALAR, Elements.ofDims(List.of(dim))));
  }

  /** Reshapes a variable; at most one dynamic dimension is left to the native code. */
  public SDVariable reshape(SDVariable x, Shape to) {
    return to.dynamicCount() <= 1
        ? graph().reshape(x, to.toLongs())
        : graph().reshape(x, vector(to));
  }

  /** The dims that an attribute (older versions) or an operand (newer ones) lists. */
  public Optional<List<Dim>> dims(String attribute, int operand) {
    Optional<long[]> listed = attributes.integers(attribute);
    if (listed.isPresent()) {
      return Optional.of(Elements.ofLongs(listed.get()).dims());
    }
    if (!has(operand)) {
      return Optional.empty();
    }
    Elements elements = operand(operand).elements().orElse(null);
    if (elements == null) {
      throw unsupported(
          attribute + " computed by the model's data",
          attribute + " known when the model is read",
          "export the model with constant " + attribute);
    }
    return Optional.of(elements.dims());
  }

  /** Like {@link #dims}, for values that must be numbers. */
  public Optional<long[]> numbers(String attribute, int operand) {
    return dims(attribute, operand)
        .map(
            list -> {
              if (!list.stream().allMatch(Dim::isKnown)) {
                throw unsupported(
                    attribute + " " + list, "known numbers", "export with fewer dynamic axes");
              }
              return list.stream().mapToLong(Dim::value).toArray();
            });
  }

  /** A non-negative axis of a tensor of {@code rank} dimensions. */
  public int axis(long axis, int rank) {
    long positive = axis < 0 ? axis + rank : axis;
    if (positive < 0 || positive >= rank) {
      throw corrupt("axis " + axis, "an axis of a tensor of rank " + rank);
    }
    return (int) positive;
  }

  /** Gives the first output a variable. */
  public void result(SDVariable variable, DataType dtype, Shape shape) {
    result(0, variable, dtype, shape);
  }

  /** Gives an output a variable that this mapping made. */
  public void result(int i, SDVariable variable, DataType dtype, Shape shape) {
    if (i >= outputs.size() || outputs.get(i).isEmpty()) {
      return;
    }
    boolean fixed = operands.stream().allMatch(o -> o == null || o.isFixed());
    fixed &= !readWeights().isEmpty();
    results[i] =
        emitter.emitted(
            outputs.get(i), dtype, shape, variable, fixed, fixed ? readWeights() : Set.of());
  }

  /** Says that the first output, a matrix, is the transpose of another: products read that one. */
  public void transposeOf(SDVariable matrix) {
    results[0].transposeOf(matrix);
  }

  /** Says that the first output, whose shape is only known when the model runs, is all zeros. */
  public void zeros() {
    results[0].zero();
  }

  /** Gives the first output elements that are known now. */
  public void folded(DataType dtype, Shape shape, Elements elements) {
    folded(0, dtype, shape, elements);
  }

  /** Gives an output elements that are known now. */
  public void folded(int i, DataType dtype, Shape shape, Elements elements) {
    emitter.budget(elements.size());
    results[i] = Operand.folded(outputs.get(i), dtype, shape, elements);
  }

  /** Makes the first output another name of an operand. */
  public void same(Operand operand) {
    results[0] = operand;
  }

  /** Refuses a number of elements that no real model folds. */
  public int foldable(Dim size) {
    return emitter.foldable(size);
  }

  /** How many outputs the node has. */
  public int outputCount() {
    return outputs.size();
  }

  /** Says that an operand holds statistics of training data, which no gradient may change. */
  public void statistic(int i) {
    statistics.addAll(operand(i).weights());
  }

  /** File names of the weights that are statistics. */
  Set<String> statistics() {
    return statistics;
  }

  /** The weights that the operands are, or are made of. */
  Set<String> readWeights() {
    Set<String> weights = new TreeSet<>();
    operands.stream().filter(o -> o != null).forEach(o -> weights.addAll(o.weights()));
    return weights;
  }

  /** File names of the operands that depend on what the model is fed with. */
  List<String> readTensors() {
    return operands.stream()
        .filter(o -> o != null && !o.isFixed())
        .map(Operand::name)
        .distinct()
        .toList();
  }

  /** The results; null for optional outputs that the mapping does not make. */
  List<Operand> results() {
    if (results.length > 0 && results[0] == null && !outputs.get(0).isEmpty()) {
      throw unsupported("no result", "a result for its first output", "report this mapper");
    }
    return Collections.unmodifiableList(Arrays.asList(results));
  }

  /** An exception for a form of the operator that is not mapped. */
  public UnsupportedOpException unsupported(String found, String expected, String remedy) {
    return new UnsupportedOpException(type + " with " + found, expected, where, remedy);
  }

  /** An exception for a node that contradicts itself. */
  public CorruptFileException corrupt(String found, String expected) {
    return new CorruptFileException(
        type + " with " + found, expected, where, "export the model again");
  }
}
