package io.github.sherl4j.importer.onnx;

import com.google.common.collect.AbstractIterator;
import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.List;

/**
 * The elements of a tensor as little-endian bytes in C order, wherever they are, in pieces that
 * split no element; a piece is valid until the next one is asked for. Thread-safe.
 */
interface RawData extends Iterable<ByteBuffer> {

  /** Number of bytes. */
  int size();

  /** All bytes at once, for small tensors. */
  default ByteBuffer all() {
    ByteBuffer all = ByteBuffer.allocate(size()).order(ByteOrder.LITTLE_ENDIAN);
    forEach(all::put);
    return all.flip();
  }

  /** Bytes in memory, which must not change. */
  static RawData of(ByteBuffer bytes) {
    ByteBuffer own = bytes.asReadOnlyBuffer();
    return new RawData() {
      @Override
      public int size() {
        return own.remaining();
      }

      @Override
      public ByteBuffer all() {
        return own.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      }

      @Override
      public Iterator<ByteBuffer> iterator() {
        return List.of(all()).iterator();
      }
    };
  }

  /** Bytes of a model that are read when they are asked for. */
  static RawData of(ModelBytes model, Outline.Range range, String where) {
    return of(model::read, range.from(), range.length(), where);
  }

  /** {@code length} bytes from {@code from} on that are read when they are asked for. */
  static RawData of(Source source, long from, int length, String where) {
    return new RawData() {
      @Override
      public int size() {
        return length;
      }

      @Override
      public Iterator<ByteBuffer> iterator() {
        return new Pieces(source, from, length, where);
      }
    };
  }

  /** Fills a buffer with the bytes from a place on. */
  @FunctionalInterface
  interface Source {
    void read(long at, ByteBuffer into) throws IOException;
  }

  /** Reads piece by piece into one buffer. */
  final class Pieces extends AbstractIterator<ByteBuffer> {
    private static final int LARGEST = 1 << 20;

    private final Source source;
    private final String where;
    private final ByteBuffer piece;
    private final long end;
    private long at;

    private Pieces(Source source, long from, int length, String where) {
      this.source = source;
      this.where = where;
      at = from;
      end = from + length;
      piece = ByteBuffer.allocate(Math.min(LARGEST, length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    protected ByteBuffer computeNext() {
      int length = (int) Math.min(LARGEST, end - at);
      if (length == 0) {
        return endOfData();
      }
      try {
        source.read(at, piece.clear().limit(length));
      } catch (IOException e) {
        throw new BadInputException(
            "a file that changed or cannot be read any more (" + e.getMessage() + ")",
            "a file that stays as it is while it is read",
            where,
            "read the model again",
            e);
      }
      at += length;
      return piece.flip();
    }
  }
}
