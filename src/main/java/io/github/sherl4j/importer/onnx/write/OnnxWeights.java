package io.github.sherl4j.importer.onnx.write;

import io.github.sherl4j.MismatchException;
import io.github.sherl4j.format.AtomicFiles;
import io.github.sherl4j.importer.onnx.OnnxFile;
import io.github.sherl4j.internal.Names;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.CodedOutputStream;
import org.nd4j.shade.protobuf.UnsafeByteOperations;

/** Puts new values into a copy of an ONNX file. Stateless, thread-safe. */
public final class OnnxWeights {

  private static final int BUFFER = 1 << 20;

  private OnnxWeights() {}

  /**
   * Copies a model with some of its float initializers replaced; everything else stays as it is,
   * messages that are unknown here included. The copy appears wholly or not at all.
   *
   * <p>Memory: the replaced values once, beside the mapped file.
   *
   * @param in an ONNX file
   * @param out the file to create or replace; may be {@code in} where the system lets a file be
   *     replaced that is being read
   * @param values by name of the initializer, with its type and shape, of any strides; neither
   *     changed nor closed. FLOAT16 and BFLOAT16 initializers take arrays of these types
   * @throws MismatchException if the file has no float initializer of a name (the remedy lists the
   *     nearest names), or one of another type or shape
   * @throws io.github.sherl4j.SherlException if {@code in} is no sound ONNX file or {@code out}
   *     cannot be written
   */
  public static void replace(Path in, Path out, Map<String, INDArray> values) {
    ModelProto model = OnnxFile.read(in);
    Map<String, Integer> places = floats(model.getGraph());
    GraphProto.Builder graph = model.getGraph().toBuilder();
    values.forEach(
        (name, value) -> {
          Integer place = places.get(name);
          if (place == null) {
            throw new MismatchException(
                "a value for " + name,
                "the name of a float initializer",
                in.toString(),
                Names.didYouMean(name, places.keySet()));
          }
          graph.setInitializer(place, replaced(graph.getInitializer(place), value, in));
        });
    ModelProto changed = model.toBuilder().setGraph(graph).build();
    AtomicFiles.write(
        out,
        channel -> {
          OutputStream stream = Channels.newOutputStream(channel);
          CodedOutputStream coded = CodedOutputStream.newInstance(stream, BUFFER);
          changed.writeTo(coded);
          coded.flush();
        });
  }

  private static Map<String, Integer> floats(GraphProto graph) {
    Map<String, Integer> places = new TreeMap<>();
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      TensorProto t = graph.getInitializer(i);
      if (Arrays.stream(DataType.values())
          .anyMatch(d -> d.isFPType() && number(d) == t.getDataType())) {
        places.put(t.getName(), i);
      }
    }
    return places;
  }

  private static int number(DataType type) {
    return switch (type) {
      case FLOAT -> TensorProto.DataType.FLOAT_VALUE;
      case DOUBLE -> TensorProto.DataType.DOUBLE_VALUE;
      case HALF -> TensorProto.DataType.FLOAT16_VALUE;
      case BFLOAT16 -> TensorProto.DataType.BFLOAT16_VALUE;
      default -> TensorProto.DataType.UNDEFINED_VALUE;
    };
  }

  private static TensorProto replaced(TensorProto old, INDArray value, Path in) {
    List<Long> shape = Arrays.stream(value.shape()).boxed().toList();
    if (number(value.dataType()) != old.getDataType() || !shape.equals(old.getDimsList())) {
      throw new MismatchException(
          value.dataType() + " " + shape + " for " + old.getName(),
          TensorProto.DataType.forNumber(old.getDataType()) + " " + old.getDimsList(),
          in.toString(),
          "give an array of the initializer's type and shape");
    }
    return TensorProto.newBuilder(old)
        .clearFloatData()
        .clearDoubleData()
        .clearInt32Data()
        .setRawData(bytes(value))
        .build();
  }

  /** ND4J runs on little-endian machines only, so its memory already is in file order. */
  private static ByteString bytes(INDArray value) {
    int size = Math.toIntExact(value.length() * value.dataType().width());
    if (size == 0) {
      return ByteString.EMPTY;
    }
    ByteBuffer own = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    try (INDArray dense = value.dup('c')) {
      Nd4j.getAffinityManager().ensureLocation(dense, AffinityManager.Location.HOST);
      own.put(dense.data().asNio().clear().limit(size));
    }
    return UnsafeByteOperations.unsafeWrap(own.flip());
  }
}
