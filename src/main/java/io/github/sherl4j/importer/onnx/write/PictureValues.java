package io.github.sherl4j.importer.onnx.write;

import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;

/** Declarations of float inputs and outputs whose first size is {@code batch}. */
final class PictureValues {

  static final String INPUT = "pixel_values";

  private PictureValues() {}

  /** The input, [batch, 3, side, side]. */
  static ValueInfoProto pictures(int side) {
    return of(INPUT, 3, side, side);
  }

  /** [batch, sizes …]. */
  static ValueInfoProto of(String name, long... sizes) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam("batch"));
    for (long size : sizes) {
      shape.addDim(Dimension.newBuilder().setDimValue(size));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder()
            .setElemType(TensorProto.DataType.FLOAT_VALUE)
            .setShape(shape)
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
