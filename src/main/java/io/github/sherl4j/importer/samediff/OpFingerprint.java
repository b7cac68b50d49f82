package io.github.sherl4j.importer.samediff;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.sherl4j.engine.GraphOp;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseReduceOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.ScalarOp;
import org.nd4j.linalg.api.ops.impl.summarystats.Variance;

/**
 * SHA-256 over what a graph computes: operators with settings and edges, names of inputs and
 * outputs, and each weight's and constant's name, type, shape and bytes. The order in which
 * operators were added does not count.
 */
final class OpFingerprint {

  private static final int CHUNK = 1 << 20;

  private final Hasher hasher = Hashing.sha256().newHasher();

  OpFingerprint() {
    text("sherl4j samediff 1");
  }

  void names(List<String> inputs, List<String> outputs) {
    text("inputs " + inputs);
    text("outputs " + outputs);
  }

  void ops(List<GraphOp> ops) {
    ops.stream()
        .sorted(Comparator.comparing(o -> o.outputs().get(0)))
        .forEach(
            op -> {
              text(op.type());
              text(settings(op.function()));
              text(op.inputs() + " -> " + op.outputs());
            });
  }

  private static String settings(DifferentialFunction f) {
    if (f instanceof DynamicCustomOp custom) {
      return Arrays.toString(custom.iArgs())
          + Arrays.toString(custom.tArgs())
          + Arrays.toString(custom.bArgs())
          + Arrays.toString(custom.dArgs())
          + Arrays.toString(custom.sArgs());
    }
    StringBuilder text = new StringBuilder();
    if (f instanceof ScalarOp scalar && scalar.scalar() != null) {
      text.append(scalar.scalar().getDouble(0));
    }
    if (f instanceof BaseReduceOp reduce) {
      text.append(reduce.isKeepDims());
      INDArray axes = reduce.dimensions();
      text.append(axes == null || axes.isEmpty() ? "" : Arrays.toString(axes.toLongVector()));
    }
    if (f instanceof Variance variance) {
      text.append(variance.isBiasCorrected());
    }
    if (f instanceof Op op && op.extraArgs() != null) {
      text.append(Arrays.toString(op.extraArgs()));
    }
    return text.toString();
  }

  /** Contiguous in C order. */
  void leaf(String name, INDArray array) {
    text(name);
    text(array.dataType() + Arrays.toString(array.shape()));
    if (array.isEmpty()) {
      return;
    }
    long bytes = array.length() * array.dataType().width();
    Pointer data = array.data().addressPointer();
    try (BytePointer all = new BytePointer(data)) {
      for (long from = 0; from < bytes; from += CHUNK) {
        ByteBuffer part = all.position(from).limit(Math.min(bytes, from + CHUNK)).asByteBuffer();
        hasher.putBytes(part);
      }
    }
  }

  String hex() {
    return hasher.hash().toString();
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    hasher.putInt(bytes.length).putBytes(bytes);
  }
}
