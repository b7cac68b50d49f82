package io.github.sherl4j.importer.onnx.write;

import com.google.common.math.LongMath;
import io.github.sherl4j.RefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.CodedOutputStream;
import org.nd4j.shade.protobuf.WireFormat;

/**
 * Writes a model whose weights are made on the way. Lengths are computed first, so that the file
 * holds exactly one graph, as strict readers want it; memory is one chunk.
 */
final class ModelStream {

  private static final int CHUNK = 1 << 16;
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8L;

  private final ModelProto model;
  private final GraphProto skeleton;
  private final List<Weight> weights;
  private final long graphSize;

  /** {@code model} without a graph; {@code skeleton} without float weights. */
  ModelStream(ModelProto model, GraphProto skeleton, List<Weight> weights) {
    this.model = model;
    this.skeleton = skeleton;
    this.weights = List.copyOf(weights);
    long size = skeleton.getSerializedSize();
    for (Weight w : weights) {
      int frame =
          CodedOutputStream.computeTagSize(GraphProto.INITIALIZER_FIELD_NUMBER)
              + CodedOutputStream.computeUInt64SizeNoTag(w.size());
      size = LongMath.saturatedAdd(size, LongMath.saturatedAdd(frame, w.size()));
    }
    graphSize = size;
  }

  /** Refuses what no ONNX file can hold. */
  void checkSize(String where) {
    long bytes = LongMath.saturatedAdd(graphSize, model.getSerializedSize() + 16);
    if (bytes > MAX_BYTES) {
      throw new RefusedException(
          "a model of " + bytes + " bytes",
          "at most " + MAX_BYTES + " bytes, the limit of one ONNX file",
          where,
          "take fewer layers, a smaller width or a smaller vocabulary");
    }
  }

  /** Writes the file; {@code scale} is the standard deviation of the normal weights. */
  void writeTo(OutputStream out, SplittableRandom random, double scale) throws IOException {
    CodedOutputStream coded = CodedOutputStream.newInstance(out, CHUNK);
    model.writeTo(coded);
    coded.writeTag(ModelProto.GRAPH_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    coded.writeUInt32NoTag((int) graphSize);
    skeleton.writeTo(coded);
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (Weight w : weights) {
      coded.writeTag(GraphProto.INITIALIZER_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      coded.writeUInt32NoTag((int) w.size());
      w.header().writeTo(coded);
      coded.writeTag(TensorProto.RAW_DATA_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      coded.writeUInt32NoTag((int) w.bytes());
      elements(coded, chunk, w, random, scale);
    }
    coded.flush();
  }

  private static void elements(
      CodedOutputStream out, ByteBuffer chunk, Weight w, SplittableRandom random, double scale)
      throws IOException {
    long left = w.count();
    while (left > 0) {
      chunk.clear();
      for (; left > 0 && chunk.hasRemaining(); left--) {
        chunk.putFloat(
            switch (w.fill()) {
              case NORMAL -> (float) (scale * random.nextGaussian());
              case ONES -> 1;
              case ZEROS -> 0;
            });
      }
      out.write(chunk.flip());
    }
  }
}
