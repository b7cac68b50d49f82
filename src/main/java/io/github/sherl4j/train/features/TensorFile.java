package io.github.sherl4j.train.features;

import io.github.sherl4j.format.RecordFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.function.IntUnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The features of all rows for one tensor and one view, on disk. */
final class TensorFile implements AutoCloseable {

  private final RecordFile file;
  private final TensorLayout layout;
  private final StoreFormat format;
  private final IntUnaryOperator tokens;
  private final boolean sealed;
  private final Scratch memory = new Scratch();
  private BitSet sound;
  private ByteBuffer stored = ByteBuffer.allocateDirect(0);
  private ByteBuffer plain = ByteBuffer.allocateDirect(0);

  /**
   * @param tokens own tokens of a row
   */
  TensorFile(RecordFile file, TensorLayout layout, StoreFormat format, IntUnaryOperator tokens) {
    this.file = file;
    this.layout = layout;
    this.format = format;
    this.tokens = tokens;
    this.sealed = file.isSealed();
    this.sound = file.sound();
  }

  TensorLayout layout() {
    return layout;
  }

  /** Whether the index said so when it was opened, and every record is sound. */
  boolean isComplete() {
    return sealed && missing() == 0;
  }

  int missing() {
    return file.records() - sound.cardinality();
  }

  boolean lacks(int row) {
    return !sound.get(row);
  }

  void lock() {
    file.lock();
    sound = file.sound(); // Another writer may have come in between.
  }

  /** Writes the rows that are missing out of a value of the tensor for a batch. */
  void write(int[] rows, int padded, INDArray value) {
    layout.byRows(value, memory);
    ByteBuffer all = memory.bytes();
    for (int i = 0; i < rows.length; i++) {
      if (lacks(rows[i])) {
        int own = tokens.applyAsInt(rows[i]);
        ByteBuffer bytes = room(true, layout.elements(own) * layout.type().width());
        layout.take(all, i, padded, own, bytes);
        ByteBuffer record = room(false, file.length(rows[i]));
        format.encode(layout.type(), bytes.flip(), layout.group(), record);
        file.write(rows[i], record.flip());
        sound.set(rows[i]);
      }
    }
  }

  void seal(String about) {
    file.seal(about);
  }

  /** The value of the tensor for a batch, valid until the next one. */
  INDArray read(int[] rows, int padded) {
    INDArray byRows = layout.emptyByRows(rows.length, padded, memory);
    ByteBuffer all = memory.bytes();
    for (int i = 0; i < rows.length; i++) {
      int own = tokens.applyAsInt(rows[i]);
      ByteBuffer record = file.read(rows[i]);
      if (format != StoreFormat.FP32) {
        ByteBuffer bytes = room(true, layout.elements(own) * layout.type().width());
        format.decode(layout.type(), record, layout.group(), bytes);
        record = bytes.flip();
      }
      layout.give(record, i, padded, own, all);
    }
    return layout.fromRows(byRows);
  }

  private ByteBuffer room(boolean ofPlain, long bytes) {
    ByteBuffer buffer = ofPlain ? plain : stored;
    if (buffer.capacity() < bytes) {
      buffer = ByteBuffer.allocateDirect(Math.toIntExact(bytes));
      if (ofPlain) {
        plain = buffer;
      } else {
        stored = buffer;
      }
    }
    return buffer.clear().limit((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    memory.close();
    file.close();
  }
}
