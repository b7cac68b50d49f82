package io.github.sherl4j.importer.samediff;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.Bytes;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.Sherl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.Function;

/** Lies about the sizes of an array, each of which would let native code read outside of it. */
final class FlatCheckCases {

  /** Rank, sizes and strides of the head's weight [8, 3]. */
  private static final long[] HEAD = {2, TinyGraph.WIDTH, 3, 3, 1};

  private FlatCheckCases() {}

  static void check(byte[] good, Function<byte[], Path> sealed) {
    ByteBuffer sought = ByteBuffer.allocate(HEAD.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (long v : HEAD) {
      sought.putLong(v);
    }
    int at = Bytes.indexOf(good, sought.array());
    assertTrue(at > 0, "no sizes of the head's weight");
    for (int place = 0; place < HEAD.length + 3; place++) {
      for (long lie : new long[] {-1, 7, 1L << 40, Long.MAX_VALUE}) {
        byte[] bytes = good.clone();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at + 8 * place, lie);
        // The sixth is what ND4J keeps flags in, the seventh it does not read.
        if (place != HEAD.length + 1) {
          assertThrows(
              CorruptFileException.class,
              () -> Sherl.open(sealed.apply(bytes)).close(),
              place + " = " + lie);
        }
      }
    }
  }
}
