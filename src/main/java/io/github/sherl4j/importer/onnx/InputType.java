package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Type and shape of an input of the model. Dynamic dimensions of one name are one symbol.
 *
 * @param dtype element type
 * @param shape dimensions without a number in the file are symbols
 */
record InputType(DataType dtype, Shape shape) {

  static InputType of(ValueInfoProto in, String where) {
    String place = where + ", input " + in.getName();
    TypeProto.Tensor type = in.getType().getTensorType();
    if (!in.getType().hasTensorType() || !type.hasShape()) {
      throw new BadInputException(
          "an input without a shape",
          "a tensor of known rank",
          place,
          "export the model with example inputs");
    }
    List<Dim> dims = new ArrayList<>();
    for (Dimension d : type.getShape().getDimList()) {
      dims.add(dim(d, in.getName() + ":" + dims.size(), place));
    }
    return new InputType(ElementType.of(type.getElemType(), place).dtype(), new Shape(dims));
  }

  private static Dim dim(Dimension d, String unnamed, String place) {
    if (d.hasDimValue() && d.getDimValue() > 0 && d.getDimValue() <= Integer.MAX_VALUE) {
      return Dim.of(d.getDimValue());
    }
    if (d.hasDimValue() && d.getDimValue() != 0 && d.getDimValue() != -1) {
      throw new CorruptFileException(
          "dimension " + d.getDimValue(), "a positive number", place, "export the model again");
    }
    return Dim.symbol(d.getDimParam().isEmpty() ? unnamed : d.getDimParam());
  }
}
