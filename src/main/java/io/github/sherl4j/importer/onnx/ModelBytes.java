package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.BadInputException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;

/**
 * The bytes of a model, read where they are needed. Files are read and never mapped: a mapping
 * counts as resident memory until the garbage collector comes by, keeps Windows from replacing the
 * file, and ends in an {@code InternalError} if the file shrinks. Thread-safe.
 */
interface ModelBytes extends AutoCloseable {

  /** Number of bytes. */
  int size();

  /** All bytes from the first one on; not to be used by two readers at a time. */
  InputStream stream();

  /** Fills {@code into} with the bytes from {@code at} on. */
  void read(long at, ByteBuffer into) throws IOException;

  @Override
  void close() throws IOException;

  /**
   * Opens a file.
   *
   * @throws BadInputException if it is larger than an ONNX file can be
   */
  static ModelBytes of(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    long size = channel.size();
    FileTime modified = Files.getLastModifiedTime(file);
    if (size > Integer.MAX_VALUE - 8L) {
      channel.close();
      throw new BadInputException(
          size + " bytes",
          "at most " + (Integer.MAX_VALUE - 8L) + " bytes",
          file.toString(),
          "an ONNX file cannot be larger; weights may lie beside it (--allow-external-data)");
    }
    return new ModelBytes() {
      @Override
      public int size() {
        return (int) size;
      }

      @Override
      public InputStream stream() {
        return Channels.newInputStream(channel);
      }

      @Override
      public void read(long at, ByteBuffer into) throws IOException {
        if (channel.size() != size || !modified.equals(lastModified(file, modified))) {
          throw new IOException("another size or time of change than when it was opened");
        }
        for (long from = at; into.hasRemaining(); ) {
          int n = channel.read(into, from);
          if (n < 0) {
            throw new EOFException("the file became shorter while it was read");
          }
          from += n;
        }
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  /** When it was changed; {@code otherwise} if the open file has lost its name. */
  private static FileTime lastModified(Path file, FileTime otherwise) throws IOException {
    return Files.exists(file) ? Files.getLastModifiedTime(file) : otherwise;
  }

  /** Bytes in memory, which must not change. */
  static ModelBytes of(byte[] bytes) {
    return new ModelBytes() {
      @Override
      public int size() {
        return bytes.length;
      }

      @Override
      public InputStream stream() {
        return new ByteArrayInputStream(bytes);
      }

      @Override
      public void read(long at, ByteBuffer into) {
        into.put(bytes, (int) at, into.remaining());
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }
}
