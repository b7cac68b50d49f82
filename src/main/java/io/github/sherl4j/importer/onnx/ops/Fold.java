package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Elements;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;

/** Computing with known elements: where each element of a result comes from. */
final class Fold {

  private Fold() {}

  /** For each element of {@code to}, its place in a tensor of {@code from} that is broadcast. */
  static int[] broadcast(Shape from, Shape to, int size) {
    long[] fromDims = from.toLongs();
    long[] toDims = to.toLongs();
    long[] strides = strides(fromDims);
    long[] wide = new long[toDims.length];
    int offset = toDims.length - fromDims.length;
    for (int i = 0; i < fromDims.length; i++) {
      wide[i + offset] = fromDims[i] == 1 ? 0 : strides[i];
    }
    return walk(toDims, wide, new long[toDims.length], size);
  }

  /**
   * For each element of a tensor of {@code dims}, its place in a tensor with {@code strides} where
   * axis i begins at {@code begins[i]}, all in elements.
   */
  static int[] walk(long[] dims, long[] strides, long[] begins, int size) {
    int[] places = new int[size];
    long start = 0;
    for (int i = 0; i < dims.length; i++) {
      start += begins[i] * strides[i];
    }
    long[] index = new long[dims.length];
    long place = start;
    for (int n = 0; n < size; n++) {
      places[n] = Math.toIntExact(place);
      for (int axis = dims.length - 1; axis >= 0; axis--) {
        place += strides[axis];
        if (++index[axis] < dims[axis]) {
          break;
        }
        place -= strides[axis] * dims[axis];
        index[axis] = 0;
      }
    }
    return places;
  }

  /** Strides of a tensor in C order. */
  static long[] strides(long[] dims) {
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dims[i];
    }
    return strides;
  }

  /** Elementwise on broadcast operands; empty if a whole result cannot be decided. */
  static Optional<Elements> binary(
      Elements a,
      Elements b,
      int[] placesA,
      int[] placesB,
      BinaryOperator<Dim> whole,
      DoubleBinaryOperator real,
      DataType dtype) {
    if (a.isFloat() || b.isFloat()) {
      double[] values = new double[placesA.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = real.applyAsDouble(a.number(placesA[i]), b.number(placesB[i]));
      }
      return Optional.of(reals(values, dtype));
    }
    Dim[] values = new Dim[placesA.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = whole.apply(a.dim(placesA[i]), b.dim(placesB[i]));
      if (values[i] == null) {
        return Optional.empty();
      }
    }
    return Optional.of(Elements.ofDims(Arrays.asList(values)));
  }

  /** Elementwise on floats. */
  static Elements unary(Elements a, DoubleUnaryOperator real, DataType dtype) {
    return reals(Arrays.stream(a.toDoubles()).map(real).toArray(), dtype);
  }

  /** Doubles, rounded as the type of the tensor is; booleans where it is BOOL. */
  static Elements reals(double[] values, DataType dtype) {
    if (dtype == DataType.BOOL) {
      return Elements.ofLongs(Arrays.stream(values).mapToLong(v -> v != 0 ? 1 : 0).toArray());
    }
    return Elements.ofDoubles(
        dtype == DataType.FLOAT ? Arrays.stream(values).map(v -> (float) v).toArray() : values);
  }
}
