package io.github.sherl4j.testing;

import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;

/** Declarations of tensors for models that tests write. */
final class OnnxValues {

  private OnnxValues() {}

  /** A tensor; sizes are numbers, or names of dynamic ones. */
  static ValueInfoProto of(String name, int dtype, Object... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object size : sizes) {
      if (size instanceof Integer number) {
        shape.addDimBuilder().setDimValue(number);
      } else {
        shape.addDimBuilder().setDimParam(size.toString());
      }
    }
    TypeProto.Builder type = TypeProto.newBuilder();
    type.getTensorTypeBuilder().setElemType(dtype).setShape(shape);
    return ValueInfoProto.newBuilder().setName(name).setType(type).build();
  }
}
