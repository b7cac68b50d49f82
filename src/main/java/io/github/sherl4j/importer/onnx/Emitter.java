package io.github.sherl4j.importer.onnx;

import com.google.common.math.LongMath;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Elements;
import io.github.sherl4j.importer.shape.Shape;
import java.util.HashSet;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Adds constants and named results to the graph of one import, and counts what it folds. */
final class Emitter {

  /** Elements that one import may compute and keep; far above what real models fold. */
  private static final long MAX_FOLDED = Math.min(1L << 25, Runtime.getRuntime().maxMemory() / 64);

  /** Elements of one tensor; native code counts some things in 32 bits. */
  private static final long MAX_ELEMENTS = Integer.MAX_VALUE;

  /**
   * What infinity becomes in constants. Masks use it; a product with zero or a row of nothing but
   * infinities would be NaN, while exp of this is zero all the same.
   */
  private static final double MASK = 1e38;

  private final SameDiff graph;
  private final VariableNames names;
  private final RuntimeDims dims;
  private final String where;
  private final Set<String> bound = new HashSet<>();
  private long folded;

  Emitter(SameDiff graph, VariableNames names, String where) {
    this.graph = graph;
    this.names = names;
    this.dims = new RuntimeDims(graph);
    this.where = where;
  }

  SameDiff graph() {
    return graph;
  }

  RuntimeDims dims() {
    return dims;
  }

  /** Remembers that a variable belongs to a tensor of the file. */
  void bind(SDVariable variable, Shape shape) {
    bound.add(variable.name());
    dims.note(variable, shape);
  }

  /** Whether a variable belongs to a tensor of the file. */
  boolean isBound(String variable) {
    return bound.contains(variable);
  }

  /** Names a variable after its tensor and remembers its dimensions. */
  Operand emitted(
      String name,
      DataType dtype,
      Shape shape,
      SDVariable variable,
      boolean fixed,
      Set<String> weights) {
    limit(name, shape);
    SDVariable own = bound.contains(variable.name()) ? graph.identity(variable) : variable;
    own.rename(names.tensor(name));
    bind(own, shape);
    return Operand.emitted(name, dtype, shape, own, fixed, weights);
  }

  /** Refuses what no machine can hold, judged by the dimensions that are known. */
  private void limit(String name, Shape shape) {
    long elements = 1;
    for (Dim d : shape.dims()) {
      elements = LongMath.saturatedMultiply(elements, d.isKnown() ? d.value() : 1);
    }
    boolean negative = shape.dims().stream().anyMatch(d -> d.isKnown() && d.value() < 0);
    if (negative || elements > MAX_ELEMENTS) {
      throw new CorruptFileException(
          "tensor " + name + " of shape " + shape,
          "sizes of at least 0 and at most " + MAX_ELEMENTS + " elements",
          where,
          "export the model again");
    }
  }

  /** The variable of an operand; made on first use if its elements are known. */
  SDVariable variable(Operand operand) {
    if (operand.variable() == null) {
      Elements elements = operand.elements().orElseThrow();
      operand.variable(
          elements.isKnown()
              ? constant(operand.dtype(), operand.shape(), elements)
              : symbolic(operand, elements));
    }
    return operand.variable();
  }

  private SDVariable symbolic(Operand operand, Elements elements) {
    SDVariable vector = dims.vector(new Shape(elements.dims()));
    SDVariable shaped =
        operand.rank() == 1 ? vector : graph.reshape(vector, operand.shape().toLongs());
    return operand.dtype() == DataType.INT64 ? shaped : shaped.castTo(operand.dtype());
  }

  SDVariable constant(DataType dtype, Shape shape, Elements elements) {
    budget(elements.size());
    return graph.constant(array(dtype, shape.toLongs(), elements));
  }

  /** An array as a weight of the model. */
  Operand weight(String name, INDArray value) {
    Shape shape = Shape.of(value.shape());
    SDVariable v = graph.constant(names.tensor(name), value);
    bind(v, shape);
    Elements number = value.length() == 1 ? Elements.ofDoubles(value.getDouble(0)) : null;
    return Operand.weight(name, value.dataType(), shape, v, number);
  }

  /** Elements as a new array; infinities become large numbers. */
  static INDArray array(DataType dtype, long[] shape, Elements elements) {
    if (elements.size() == 0) {
      return Nd4j.create(dtype, shape);
    }
    if (dtype.isFPType()) {
      double[] values = elements.toDoubles();
      for (int i = 0; i < values.length; i++) {
        values[i] = Double.isInfinite(values[i]) ? Math.copySign(MASK, values[i]) : values[i];
      }
      return shaped(Nd4j.createFromArray(values), dtype, shape);
    }
    return shaped(Nd4j.createFromArray(elements.toLongs()), dtype, shape);
  }

  private static INDArray shaped(INDArray flat, DataType dtype, long[] shape) {
    INDArray typed = flat.dataType() == dtype ? flat : flat.castTo(dtype);
    return shape.length == 1 ? typed : typed.reshape('c', shape);
  }

  /** Counts folded elements. */
  void budget(int elements) {
    folded += elements;
    if (folded > MAX_FOLDED) {
      throw tooMany(folded);
    }
  }

  /** The size of a tensor that is to be folded, refused if it is out of proportion. */
  int foldable(Dim size) {
    if (size.value() < 0 || size.value() + folded > MAX_FOLDED) {
      throw tooMany(size.value());
    }
    return (int) size.value();
  }

  private CorruptFileException tooMany(long elements) {
    return new CorruptFileException(
        elements + " elements of constants",
        "at most " + MAX_FOLDED + " computed constants",
        where,
        "export the model again, its constants are out of proportion; or give Java more memory"
            + " (-Xmx)");
  }
}
