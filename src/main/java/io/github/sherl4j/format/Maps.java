package io.github.sherl4j.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/** A file as memory maps of a gigabyte each. */
final class Maps {

  private static final int BITS = 30;

  private final List<MappedByteBuffer> maps = new ArrayList<>();
  private final long size;

  Maps(FileChannel channel) throws IOException {
    size = channel.size();
    for (long at = 0; at < size; at += 1L << BITS) {
      long length = Math.min(1L << BITS, size - at);
      maps.add(channel.map(FileChannel.MapMode.READ_ONLY, at, length));
    }
  }

  /** Fills a buffer from a place of the file; false if that ends before. */
  boolean copy(long at, ByteBuffer into) {
    if (at + into.remaining() > size) {
      return false;
    }
    long from = at;
    while (into.hasRemaining()) {
      MappedByteBuffer map = maps.get((int) (from >>> BITS));
      int start = (int) (from & ((1 << BITS) - 1));
      int length = Math.min(into.remaining(), map.capacity() - start);
      into.put(map.slice(start, length));
      from += length;
    }
    return true;
  }
}
