package io.github.sherl4j.importer.dl4j;

import io.github.sherl4j.CorruptFileException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The array in {@code coefficients.bin}: a block of shape information and one of numbers, each a
 * word for where it lay in memory, a count, a type and big-endian values. The count must be what
 * the file's length holds, so nothing is allocated for numbers that are not there.
 */
final class Coefficients implements Parameters {

  private static final int CHUNK = 1 << 16;
  private static final int MAX_SHAPE = 2 * 32 + 4;

  /** Where arrays lay in memory, in the words of versions that wrote them otherwise. */
  private static final Set<String> OF_OLD = Set.of("DIRECT", "HEAP", "JAVACPP");

  private static final Set<String> PLACES = Set.of("MIXED_DATA_TYPES", "LONG_SHAPE");

  /** How a number is stored. */
  private enum Stored {
    FLOAT(4) {
      @Override
      double next(ByteBuffer in) {
        return in.getFloat();
      }
    },
    DOUBLE(8) {
      @Override
      double next(ByteBuffer in) {
        return in.getDouble();
      }
    },
    BFLOAT16(2) {
      @Override
      double next(ByteBuffer in) {
        return Float.intBitsToFloat(in.getShort() << 16);
      }
    },
    HALF(2) {
      @Override
      double next(ByteBuffer in) {
        int bits = in.getShort();
        int exponent = bits >> 10 & 31;
        int fraction = bits & 1023;
        double size =
            exponent == 31
                ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                : exponent == 0
                    ? Math.scalb((double) fraction, -24)
                    : Math.scalb((double) (fraction + 1024), exponent - 25);
        return bits < 0 ? -size : size;
      }
    };

    private final int width;

    Stored(int width) {
      this.width = width;
    }

    abstract double next(ByteBuffer in);
  }

  private final Path file;
  private final FileChannel channel;
  private final long start;
  private final long length;
  private final Stored stored;

  private Coefficients(Path file, long start, long length, Stored stored) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file);
    this.start = start;
    this.length = length;
    this.stored = stored;
  }

  /** Takes over a file, which {@link #close} deletes. */
  static Coefficients open(Path file, String where) throws IOException {
    try (InputStream raw = Files.newInputStream(file);
        DataInputStream in = new DataInputStream(new BufferedInputStream(raw))) {
      String place = place(in, where);
      long shapeLength = in.readLong();
      String shapeType = in.readUTF();
      if (!shapeType.equals("LONG") || shapeLength < 4 || shapeLength > MAX_SHAPE) {
        throw corrupt(shapeLength + " sizes of type " + shapeType, "a shape", where);
      }
      long[] shape = new long[(int) shapeLength];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = in.readLong();
      }
      String secondPlace = place(in, where);
      long count = in.readLong();
      String word = in.readUTF();
      Stored stored =
          Arrays.stream(Stored.values())
              .filter(s -> s.name().equals(word))
              .findFirst()
              .orElseThrow(() -> corrupt("numbers of type " + word, "FLOAT or DOUBLE", where));
      long header = 2L + place.length() + 8 + 6 + 8 * shapeLength;
      header += 2L + secondPlace.length() + 8 + 2 + word.length();
      check(shape, count, where);
      long bytes = Files.size(file) - header;
      if (count > bytes / stored.width || count * stored.width != bytes) {
        throw corrupt(count + " numbers in " + bytes + " bytes", "as many as fit", where);
      }
      return new Coefficients(file, header, count, stored);
    }
  }

  private static String place(DataInputStream in, String where) throws IOException {
    String place = in.readUTF();
    if (OF_OLD.contains(place)) {
      throw Older.refusal("coefficients kept in " + place + " memory", where);
    }
    if (!PLACES.contains(place)) {
      throw corrupt("an array kept in no place that is known", "one of " + PLACES, where);
    }
    return place;
  }

  /**
   * One row, as every version writes it: rank 1 or 2, as many elements as numbers, and one after
   * the other. After rank and sizes come strides, a word of flags, the stride of all, the order.
   */
  private static void check(long[] shape, long count, String where) {
    long rank = shape[0];
    boolean row =
        shape.length == 2 * rank + 4
            && ((rank == 1 && shape[1] == count)
                || (rank == 2 && shape[1] == 1 && shape[2] == count));
    if (row && count > 0) {
      int end = shape.length;
      boolean order = shape[end - 1] == 'c' || shape[end - 1] == 'f';
      row = order && shape[end - 2] == 1 && (count == 1 || shape[(int) (2 * rank)] == 1);
    }
    if (!row || count < 0) {
      throw corrupt(
          "an array of rank " + rank + " with " + count + " numbers", "one row of them", where);
    }
  }

  private static CorruptFileException corrupt(String found, String expected, String where) {
    return new CorruptFileException(found, expected, where, "save the network again");
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public INDArray read(long from, long count, DataType dtype) {
    INDArray array = Nd4j.createUninitialized(dtype, count);
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    buffer.limit(0);
    long next = start + from * stored.width;
    try {
      for (long i = 0; i < count; i++) {
        if (!buffer.hasRemaining()) {
          buffer.clear();
          buffer.limit((int) Math.min(CHUNK, (count - i) * stored.width));
          while (buffer.hasRemaining()) {
            if (channel.read(buffer, next + buffer.position()) < 0) {
              throw corrupt("an end of the numbers", "more of them", file.toString());
            }
          }
          next += buffer.position();
          buffer.flip();
        }
        array.data().put(i, stored.next(buffer));
      }
      return array;
    } catch (IOException e) {
      array.close();
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
