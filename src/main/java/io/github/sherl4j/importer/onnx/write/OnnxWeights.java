package io.github.sherl4j.importer.onnx.write;

import io.github.sherl4j.MismatchException;
import io.github.sherl4j.importer.onnx.OnnxModel;
import io.github.sherl4j.internal.Names;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import onnx.Onnx.GraphProto;
import onnx.Onnx.TensorProto;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.protobuf.CodedOutputStream;

/** Puts new values into a copy of an ONNX file. Stateless, thread-safe. */
public final class OnnxWeights {

  private OnnxWeights() {}

  /**
   * Copies a model with some of its float initializers replaced; everything else stays as it is,
   * messages that are unknown here included. The copy appears wholly or not at all.
   *
   * <p>Memory: the largest replaced value once.
   *
   * @param in an ONNX file
   * @param out the file to create or replace; may be {@code in}, save on Windows, which keeps open
   *     files from being replaced
   * @param values by name of the initializer, with its type and shape, of any strides; neither
   *     changed nor closed. FLOAT16 and BFLOAT16 initializers take arrays of these types
   * @throws MismatchException if the file has no float initializer of a name (the remedy lists the
   *     nearest names), or one of another type or shape
   * @throws io.github.sherl4j.SherlException if {@code in} is no sound ONNX file or {@code out}
   *     cannot be written
   */
  public static void replace(Path in, Path out, Map<String, INDArray> values) {
    try (OnnxModel model = OnnxModel.open(in)) {
      GraphProto graph = model.proto().getGraph();
      Set<String> floats = floats(graph);
      for (String name : values.keySet()) {
        if (!floats.contains(name)) {
          throw new MismatchException(
              "a value for " + name,
              "the name of a float initializer",
              in.toString(),
              Names.didYouMean(name, floats));
        }
      }
      List<Initializer> initializers = new ArrayList<>();
      for (int i = 0; i < graph.getInitializerCount(); i++) {
        TensorProto old = graph.getInitializer(i);
        INDArray value = values.get(old.getName());
        initializers.add(value == null ? Initializer.kept(model, i) : replaced(old, value, in));
      }
      ModelStream.write(
          out,
          model.proto().toBuilder().clearGraph().build(),
          graph.toBuilder().clearInitializer().build(),
          initializers);
    }
  }

  private static Set<String> floats(GraphProto graph) {
    Set<Integer> types =
        Arrays.stream(DataType.values())
            .filter(DataType::isFPType)
            .map(OnnxWeights::number)
            .collect(Collectors.toSet());
    return graph.getInitializerList().stream()
        .filter(t -> types.contains(t.getDataType()))
        .map(TensorProto::getName)
        .collect(Collectors.toCollection(TreeSet::new));
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

  private static Initializer replaced(TensorProto old, INDArray value, Path in) {
    List<Long> shape = Arrays.stream(value.shape()).boxed().toList();
    if (number(value.dataType()) != old.getDataType() || !shape.equals(old.getDimsList())) {
      throw new MismatchException(
          value.dataType() + " " + shape + " for " + old.getName(),
          TensorProto.DataType.forNumber(old.getDataType()) + " " + old.getDimsList(),
          in.toString(),
          "give an array of the initializer's type and shape");
    }
    TensorProto header =
        old.toBuilder().clearFloatData().clearDoubleData().clearInt32Data().build();
    long bytes = value.length() * value.dataType().width();
    return new Initializer(header, bytes, out -> write(value, (int) bytes, out));
  }

  /** ND4J runs on little-endian machines only, so its memory already is in file order. */
  private static void write(INDArray value, int bytes, CodedOutputStream out) throws IOException {
    try (INDArray dense = value.dup('c')) {
      Nd4j.getAffinityManager().ensureLocation(dense, AffinityManager.Location.HOST);
      out.write(dense.data().asNio().clear().limit(bytes));
    }
  }
}
