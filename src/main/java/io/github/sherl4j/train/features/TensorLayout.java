package io.github.sherl4j.train.features;

import io.github.sherl4j.MismatchException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where the rows and the tokens of a tensor are. Seen by rows it is [rows · parts, tokens, rest] in
 * C order, whatever the order of its axes. Immutable.
 */
final class TensorLayout {

  private static final int SCALED_TOGETHER = 32;

  private final String tensor;
  private final DataType type;
  private final int[] order;
  private final int parts;
  private final boolean tokens;
  private final boolean merged;
  private final long[] rest;

  private TensorLayout(
      String tensor,
      DataType type,
      int[] order,
      int parts,
      boolean tokens,
      boolean merged,
      long[] rest) {
    this.tensor = tensor;
    this.type = type;
    this.order = order;
    this.parts = parts;
    this.tokens = tokens;
    this.merged = merged;
    this.rest = rest;
  }

  /** Sizes of a tensor for a number of rows and tokens; 0 tokens where the data has none. */
  static final class Seen {
    private final int rows;
    private final int tokens;
    private final long[] shape;

    Seen(int rows, int tokens, long... shape) {
      this.rows = rows;
      this.tokens = tokens;
      this.shape = shape;
    }
  }

  /**
   * Finds rows and tokens from two sights of a tensor, with different numbers of rows unless the
   * model fixes them, and with different numbers of tokens unless all rows are of one length.
   *
   * @param trim whether the axis of tokens is wanted
   * @throws MismatchException if some size follows neither rows nor tokens
   */
  static TensorLayout of(String tensor, DataType type, Seen a, Seen b, boolean trim) {
    int rowAxis = -1;
    int tokenAxis = -1;
    int parts = 1;
    boolean merged = false;
    for (int i = 0; i < a.shape.length; i++) {
      long x = a.shape[i];
      long y = b.shape[i];
      if (x == y) {
        continue;
      }
      if (rowAxis < 0 && x * b.rows == y * a.rows && x % a.rows == 0) {
        rowAxis = i;
        parts = (int) (x / a.rows);
      } else if (tokenAxis < 0 && x == a.tokens && y == b.tokens) {
        tokenAxis = i;
      } else if (rowAxis < 0 && x == (long) a.rows * a.tokens && y == (long) b.rows * b.tokens) {
        rowAxis = i;
        merged = true;
      } else {
        throw unknown(tensor, a, b);
      }
    }
    for (int i = 0; i < a.shape.length && rowAxis < 0 && a.rows == b.rows; i++) {
      if (a.shape[i] % a.rows == 0 && (i == 0 || a.shape[i] == a.rows)) {
        rowAxis = i;
        parts = (int) (a.shape[i] / a.rows);
      }
    }
    if (rowAxis < 0) {
      throw unknown(tensor, a, b);
    }
    if (trim && a.tokens == b.tokens && !merged) {
      for (int i = 0; i < a.shape.length && tokenAxis < 0; i++) {
        tokenAxis = i != rowAxis && a.shape[i] == a.tokens ? i : -1;
      }
      if (tokenAxis < 0 && parts == a.tokens) {
        merged = true;
        parts = 1;
      }
    }
    if (!trim && (merged || tokenAxis >= 0) && a.tokens != b.tokens) {
      throw unknown(tensor, a, b);
    }
    int first = rowAxis;
    int second = trim ? tokenAxis : -1;
    int[] others =
        IntStream.range(0, a.shape.length).filter(i -> i != first && i != second).toArray();
    int[] order =
        IntStream.concat(
                second < 0 ? IntStream.of(first) : IntStream.of(first, second),
                Arrays.stream(others))
            .toArray();
    long[] rest = Arrays.stream(others).mapToLong(i -> a.shape[i]).toArray();
    return new TensorLayout(tensor, type, order, parts, second >= 0 || merged, merged, rest);
  }

  private static MismatchException unknown(String tensor, Seen a, Seen b) {
    return new MismatchException(
        "sizes "
            + Arrays.toString(a.shape)
            + " for "
            + a.rows
            + " rows of "
            + a.tokens
            + " tokens and "
            + Arrays.toString(b.shape)
            + " for "
            + b.rows
            + " of "
            + b.tokens,
        "sizes of which one follows the rows, and at most one more the tokens",
        "tensor " + tensor,
        "fix the number of tokens with --pad-to, or train without a feature store");
  }

  String tensor() {
    return tensor;
  }

  DataType type() {
    return type;
  }

  /** Whether only a row's own tokens are part of its features. */
  boolean hasTokens() {
    return tokens;
  }

  private long width() {
    return Arrays.stream(rest).reduce(1, Math::multiplyExact);
  }

  /** Numbers that a row of so many tokens has. */
  long elements(int ownTokens) {
    return Math.multiplyExact((long) parts * (tokens ? ownTokens : 1), width());
  }

  /** Numbers that belong to one token, or to one place or channel: 32 at least where there are. */
  int group() {
    long group = 1;
    for (int i = rest.length - 1; i >= 0 && group < SCALED_TOGETHER; i--) {
      group *= rest[i];
    }
    return Math.toIntExact(group);
  }

  /** What decides where a number lies in a record. */
  String description() {
    return Arrays.toString(order)
        + parts
        + (merged ? "m" : tokens ? "t" : "w")
        + Arrays.toString(rest);
  }

  /** A copy of a value of the tensor, seen by rows. */
  INDArray byRows(INDArray value, Scratch memory) {
    INDArray turned = value.permute(order);
    return memory.array(type, turned.shape()).assign(turned);
  }

  /** Room for a value of some rows of {@code padded} tokens, seen by rows. */
  INDArray emptyByRows(int rows, int padded, Scratch memory) {
    long[] shape = new long[order.length];
    shape[0] = (long) rows * parts * (merged ? padded : 1);
    int next = 1;
    if (tokens && !merged) {
      shape[next++] = padded;
    }
    System.arraycopy(rest, 0, shape, next, rest.length);
    return memory.array(type, shape);
  }

  /** The tensor from its rows; the same memory if its axes are in that order anyway. */
  INDArray fromRows(INDArray byRows) {
    int[] back = new int[order.length];
    boolean same = true;
    for (int i = 0; i < order.length; i++) {
      back[order[i]] = i;
      same &= order[i] == i;
    }
    return same ? byRows : byRows.permute(back).dup('c');
  }

  /** The bytes of an array that lies in C order; valid as long as it is. */
  static ByteBuffer bytes(INDArray array) {
    return array.data().asNio().order(ByteOrder.nativeOrder());
  }

  /** Copies a row's own tokens out of a value seen by rows. */
  void take(ByteBuffer byRows, int row, int padded, int ownTokens, ByteBuffer to) {
    int stride = stride(padded);
    int length = stride / (tokens ? padded : 1) * (tokens ? ownTokens : 1);
    for (int p = 0; p < parts; p++) {
      to.put(byRows.slice((row * parts + p) * stride, length));
    }
  }

  /** The way back; padding repeats the last token, so that nothing degenerate is computed of it. */
  void give(ByteBuffer from, int row, int padded, int ownTokens, ByteBuffer byRows) {
    int stride = stride(padded);
    int token = stride / (tokens ? padded : 1);
    int own = tokens ? ownTokens : 1;
    int length = token * own;
    for (int p = 0; p < parts; p++) {
      int start = (row * parts + p) * stride;
      byRows.slice(start, length).put(from.slice(p * length, length));
      ByteBuffer last = from.slice(p * length + length - token, token);
      for (int t = own; tokens && t < padded; t++) {
        byRows.slice(start + t * token, token).put(last.duplicate());
      }
    }
  }

  private int stride(int padded) {
    return Math.toIntExact(Math.multiplyExact((tokens ? padded : 1) * width(), type.width()));
  }
}
