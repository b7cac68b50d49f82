package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.nd4j.shade.protobuf.CodedInputStream;

/** Brings parts of a model into memory, in proportion to the Java heap. */
final class InlineReader {

  private final ModelBytes bytes;
  private final String where;
  private final long limit = Runtime.getRuntime().maxMemory() / 4;
  private long sum;

  InlineReader(ModelBytes bytes, String where) {
    this.bytes = bytes;
    this.where = where;
  }

  /** The ranges one after another, as the fields of one message. */
  CodedInputStream read(List<Outline.Range> ranges, int maxDepth) throws IOException {
    int size = ranges.stream().mapToInt(Outline.Range::length).sum();
    sum += size;
    if (sum > limit) {
      throw new BadInputException(
          "over " + limit + " bytes that are not raw data of initializers",
          "at most a quarter of the Java heap",
          where,
          "save the weights as initializers with raw data, or give Java more memory (-Xmx)");
    }
    ByteBuffer part = ByteBuffer.allocate(size);
    for (Outline.Range r : ranges) {
      bytes.read(r.from(), part.limit(part.position() + r.length()));
    }
    CodedInputStream in = CodedInputStream.newInstance(part.clear());
    in.setRecursionLimit(maxDepth);
    return in;
  }
}
