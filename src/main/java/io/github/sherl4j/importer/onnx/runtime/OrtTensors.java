package io.github.sherl4j.importer.onnx.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import ai.onnxruntime.platform.Fp16Conversions;
import com.google.common.primitives.Longs;
import io.github.sherl4j.format.NpyArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arrays of one library as tensors of the other. */
final class OrtTensors {

  private OrtTensors() {}

  /** A copy of an array with the type that the model declares. */
  static OnnxTensor of(OrtEnvironment environment, INDArray array, ValueInfo declared)
      throws OrtException {
    OnnxJavaType type = ((TensorInfo) declared).type;
    long[] shape = array.shape();
    double[] values = array.dup('c').data().asDouble();
    return switch (type) {
      case FLOAT -> OnnxTensor.createTensor(environment, floats(values), shape);
      case FLOAT16 ->
          OnnxTensor.createTensor(
              environment,
              Fp16Conversions.convertFloatBufferToFp16Buffer(floats(values)),
              shape,
              type);
      case BFLOAT16 ->
          OnnxTensor.createTensor(
              environment,
              Fp16Conversions.convertFloatBufferToBf16Buffer(floats(values)),
              shape,
              type);
      case DOUBLE -> OnnxTensor.createTensor(environment, DoubleBuffer.wrap(values), shape);
      case INT64 -> OnnxTensor.createTensor(environment, longs(array), shape);
      case INT32 -> OnnxTensor.createTensor(environment, ints(array), shape);
      default -> bytes(environment, values, shape, type);
    };
  }

  private static LongBuffer longs(INDArray array) {
    return LongBuffer.wrap(array.dup('c').data().asLong());
  }

  private static IntBuffer ints(INDArray array) {
    return IntBuffer.wrap(array.dup('c').data().asInt());
  }

  private static FloatBuffer floats(double[] values) {
    FloatBuffer floats = FloatBuffer.allocate(values.length);
    for (double v : values) {
      floats.put((float) v);
    }
    return floats.flip();
  }

  private static OnnxTensor bytes(
      OrtEnvironment environment, double[] values, long[] shape, OnnxJavaType type)
      throws OrtException {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * type.size).order(ByteOrder.nativeOrder());
    for (double v : values) {
      if (type.size == 2) {
        bytes.putShort((short) v);
      } else {
        bytes.put((byte) v);
      }
    }
    return OnnxTensor.createTensor(environment, bytes.flip(), shape, type);
  }

  /** A copy of a tensor of numbers; nothing for other sorts. */
  static Optional<NpyArray> copy(String name, OnnxTensor tensor) {
    DataType type;
    ByteBuffer data;
    switch (tensor.getInfo().type) {
      case FLOAT, FLOAT16, BFLOAT16 -> {
        type = DataType.FLOAT;
        FloatBuffer from = tensor.getFloatBuffer();
        data = buffer(from.remaining(), 4);
        data.asFloatBuffer().put(from);
      }
      case DOUBLE -> {
        type = DataType.DOUBLE;
        DoubleBuffer from = tensor.getDoubleBuffer();
        data = buffer(from.remaining(), 8);
        data.asDoubleBuffer().put(from);
      }
      case INT64 -> {
        type = DataType.INT64;
        LongBuffer from = tensor.getLongBuffer();
        data = buffer(from.remaining(), 8);
        data.asLongBuffer().put(from);
      }
      case INT32 -> {
        type = DataType.INT32;
        IntBuffer from = tensor.getIntBuffer();
        data = buffer(from.remaining(), 4);
        data.asIntBuffer().put(from);
      }
      case INT16 -> {
        type = DataType.INT32;
        ShortBuffer from = tensor.getShortBuffer();
        data = buffer(from.remaining(), 4);
        while (from.hasRemaining()) {
          data.putInt(from.get());
        }
        data.clear();
      }
      case INT8, UINT8, BOOL -> {
        type = tensor.getInfo().type == OnnxJavaType.INT8 ? DataType.INT8 : DataType.UINT8;
        ByteBuffer from = tensor.getByteBuffer();
        data = buffer(from.remaining(), 1);
        data.put(from).clear();
      }
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(new NpyArray(name, type, Longs.asList(tensor.getInfo().getShape()), data));
  }

  private static ByteBuffer buffer(int elements, int width) {
    return ByteBuffer.allocate(Math.multiplyExact(elements, width)).order(ByteOrder.LITTLE_ENDIAN);
  }
}
