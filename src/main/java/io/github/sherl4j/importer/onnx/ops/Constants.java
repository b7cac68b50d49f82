package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.importer.onnx.OpAttributes;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Elements;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/** Constants, casts, and the operators that change nothing when a model is not trained. */
public final class Constants extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public Constants() {
    entry("Constant", Constants::sparseOrText, Constants::constant);
    entry("Cast", op -> cast(op, op.attributes().dtype("to").orElseThrow()));
    entry("CastLike", op -> cast(op, op.operand(1).dtype()));
    entry("Identity", op -> op.same(op.operand(0)));
    entry("Dropout", op -> op.same(op.operand(0)));
  }

  private static Optional<String> sparseOrText(OpAttributes a) {
    return a.has("sparse_value") || a.has("value_string") || a.has("value_strings")
        ? Optional.of("replace sparse and text constants by dense numbers")
        : Optional.empty();
  }

  private static void constant(OpContext op) {
    OpAttributes a = op.attributes();
    Optional<OpAttributes.Constant> tensor = a.tensor("value");
    if (tensor.isPresent()) {
      op.folded(tensor.get().dtype(), tensor.get().shape(), tensor.get().elements());
    } else if (a.has("value_int")) {
      op.folded(DataType.INT64, Shape.SCALAR, Elements.ofLongs(a.integer("value_int", 0)));
    } else if (a.has("value_float")) {
      op.folded(DataType.FLOAT, Shape.SCALAR, Elements.ofDoubles(a.real("value_float", 0)));
    } else if (a.has("value_ints")) {
      long[] values = a.integers("value_ints").orElseThrow();
      op.folded(DataType.INT64, Shape.of(values.length), Elements.ofLongs(values));
    } else if (a.has("value_floats")) {
      double[] values = a.reals("value_floats").orElseThrow();
      op.folded(DataType.FLOAT, Shape.of(values.length), Elements.ofDoubles(values));
    } else {
      throw op.corrupt("no value", "an attribute value");
    }
  }

  private static void cast(OpContext op, DataType to) {
    Operand a = op.operand(0);
    if (a.dtype() == to) {
      op.same(a);
      return;
    }
    Optional<Elements> elements =
        a.isFoldable() ? converted(a.elements().orElseThrow(), to) : Optional.empty();
    if (elements.isPresent()) {
      op.folded(to, a.shape(), elements.get());
    } else {
      op.result(op.variable(0).castTo(to), to, a.shape());
    }
  }

  private static Optional<Elements> converted(Elements e, DataType to) {
    if (to.isFPType()) {
      return e.isKnown() ? Optional.of(Fold.reals(e.toDoubles(), to)) : Optional.empty();
    }
    if (to == DataType.BOOL) {
      return e.isKnown()
          ? Optional.of(Fold.reals(e.toDoubles(), to))
          : e.dims().stream().allMatch(d -> d.isAtLeast(1))
              ? Optional.of(Elements.ofDims(e.size(), i -> Dim.ONE))
              : Optional.empty();
    }
    if (!e.isFloat()) {
      return Optional.of(e);
    }
    return Optional.of(
        Elements.ofLongs(Arrays.stream(e.toDoubles()).mapToLong(v -> (long) v).toArray()));
  }
}
