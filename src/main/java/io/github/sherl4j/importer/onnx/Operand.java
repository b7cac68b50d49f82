package io.github.sherl4j.importer.onnx;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableSet;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Elements;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What is known about a tensor of the file while the graph is built: type, shape, and either a
 * variable of the graph or elements known already, or both.
 */
public final class Operand {

  private final String name;
  private final DataType dtype;
  private final Shape shape;
  private final Supplier<Elements> elements;
  private final boolean fixed;
  private final Set<String> weights;
  private SDVariable variable;
  private SDVariable matrix;
  private TensorData data;
  private boolean zero;

  private Operand(
      String name,
      DataType dtype,
      Shape shape,
      Supplier<Elements> elements,
      SDVariable variable,
      boolean fixed,
      Set<String> weights) {
    this.name = name;
    this.dtype = dtype;
    this.shape = shape;
    this.elements = elements;
    this.variable = variable;
    this.fixed = fixed;
    this.weights = ImmutableSet.copyOf(weights);
  }

  static Operand weight(
      String name, DataType dtype, Shape shape, SDVariable variable, Elements elements) {
    Supplier<Elements> known = elements == null ? null : () -> elements;
    return new Operand(name, dtype, shape, known, variable, true, Set.of(name));
  }

  static Operand folded(String name, DataType dtype, Shape shape, Elements elements) {
    return new Operand(name, dtype, shape, () -> elements, null, true, Set.of());
  }

  /** Whole numbers of the file, read when they are asked for. */
  static Operand stored(
      String name, DataType dtype, Shape shape, TensorData data, Supplier<Elements> elements) {
    Operand o =
        new Operand(name, dtype, shape, Suppliers.memoize(elements::get), null, true, Set.of());
    o.data = data;
    return o;
  }

  /** {@code fixed}: made of weights and constants alone. */
  static Operand emitted(
      String name,
      DataType dtype,
      Shape shape,
      SDVariable variable,
      boolean fixed,
      Set<String> weights) {
    return new Operand(name, dtype, shape, null, variable, fixed, weights);
  }

  /** Name of the tensor in the file. */
  public String name() {
    return name;
  }

  /** Element type. */
  public DataType dtype() {
    return dtype;
  }

  /** Shape; dimensions may be symbolic. */
  public Shape shape() {
    return shape;
  }

  /** Number of dimensions. */
  public int rank() {
    return shape.rank();
  }

  /** Whether the elements are floating-point numbers. */
  public boolean isFloat() {
    return dtype.isFPType();
  }

  /** The elements, where they are known; a scalar weight has elements too. */
  public Optional<Elements> elements() {
    return elements == null ? Optional.empty() : Optional.of(elements.get());
  }

  /** Whether its elements are known. */
  boolean isElements() {
    return elements != null;
  }

  /** Whether an operation on it may be computed now: its elements are known and it is no weight. */
  public boolean isFoldable() {
    return elements != null && weights.isEmpty();
  }

  /** Whether it is made of weights and constants alone, whatever the model is fed with. */
  public boolean isFixed() {
    return fixed;
  }

  /** File names of the weights that a fixed operand is made of. */
  public Set<String> weights() {
    return weights;
  }

  /** The only element of a tensor of one element, if it is a known number. */
  public Optional<Double> number() {
    return elements != null
            && shape.isKnown()
            && shape.size().equals(Dim.ONE)
            && elements.get().isKnown()
        ? Optional.of(elements.get().number(0))
        : Optional.empty();
  }

  /** Whether every element is known to be zero, although the shape may be dynamic. */
  public boolean isZero() {
    return zero
        || (isFoldable()
            && elements.get().isKnown()
            && Arrays.stream(elements.get().toDoubles()).allMatch(v -> v == 0));
  }

  void zero() {
    zero = true;
  }

  /** The matrix that this one is the transpose of, where it is known to be one. */
  public Optional<SDVariable> transposeOf() {
    return Optional.ofNullable(matrix);
  }

  void transposeOf(SDVariable original) {
    matrix = original;
  }

  /** The bytes of the file, if that is where its whole numbers are. */
  Optional<TensorData> data() {
    return Optional.ofNullable(data);
  }

  SDVariable variable() {
    return variable;
  }

  void variable(SDVariable made) {
    variable = made;
  }

  @Override
  public String toString() {
    return name + " " + dtype + shape;
  }
}
