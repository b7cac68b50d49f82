package io.github.sherl4j.importer.onnx.write;

import com.google.common.math.LongMath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.CodedOutputStream;

/**
 * A float32 weight whose elements are made while they are written.
 *
 * @param name name in the file
 * @param dims shape
 * @param fill what the elements are
 */
record Weight(String name, List<Long> dims, Fill fill) {

  private static final int CHUNK = 1 << 16;
  private static final double DEVIATION = 0.02;

  /** What the elements of a weight are. */
  enum Fill {
    NORMAL,
    ONES,
    ZEROS
  }

  Weight {
    dims = List.copyOf(dims);
  }

  long count() {
    return dims.stream().reduce(1L, LongMath::saturatedMultiply);
  }

  /** With elements drawn from {@code random} when they are written. */
  Initializer initializer(SplittableRandom random) {
    TensorProto header =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addAllDims(dims)
            .build();
    long bytes = LongMath.saturatedMultiply(Float.BYTES, count());
    return new Initializer(header, bytes, out -> elements(out, random));
  }

  private void elements(CodedOutputStream out, SplittableRandom random) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (long left = count(); left > 0; ) {
      chunk.clear();
      for (; left > 0 && chunk.hasRemaining(); left--) {
        chunk.putFloat(
            switch (fill) {
              case NORMAL -> (float) (DEVIATION * random.nextGaussian());
              case ONES -> 1;
              case ZEROS -> 0;
            });
      }
      out.write(chunk.flip());
    }
  }
}
