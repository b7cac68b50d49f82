package io.github.sherl4j.format;

import com.google.common.io.BaseEncoding;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.RefusedException;
import io.github.sherl4j.TooNewException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.zip.CRC32C;

/**
 * Records of known sizes in one large file that may be written in any order and over several
 * starts.
 *
 * <p>Layout, little-endian: {@code SHERLREC}, format version, 32 bytes of key, CRC-32C of these;
 * then for each record the CRC-32C over key, number and content, and the content. Where a record
 * lies follows from the sizes alone, so that a process may die at any moment: what it wrote is
 * found again by its checksums, what it did not is not. An index beside the file says that it is
 * complete; it is written last.
 *
 * <p>Records are checked at every reading. They are read from their places, not through a memory
 * map: the pages of a map count as resident memory, which would grow by the whole file, and a file
 * that is cut under its map may end the JVM. Not thread-safe.
 */
public final class RecordFile implements AutoCloseable {

  /** The format that is written, and the newest that is read. */
  static final int VERSION = 1;

  static final int HEADER = 48;
  private static final int CHECK = Integer.BYTES;
  private static final byte[] MAGIC = {'S', 'H', 'E', 'R', 'L', 'R', 'E', 'C'};
  private static final int VERSION_AT = 8;
  private static final int KEY_AT = 12;
  private static final int KEY_BYTES = 32;
  private static final int CRC_AT = KEY_AT + KEY_BYTES;

  private final Path file;
  private final byte[] key;
  private final int[] lengths;
  private final long[] offsets;
  private final FileChannel channel;
  private final ByteBuffer head = ByteBuffer.allocate(CHECK).order(ByteOrder.LITTLE_ENDIAN);
  private FileLock lock;
  private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

  private RecordFile(Path file, byte[] key, int[] lengths, long[] offsets, FileChannel channel) {
    this.file = file;
    this.key = key;
    this.lengths = lengths;
    this.offsets = offsets;
    this.channel = channel;
  }

  /** Bytes that a file of such records takes. */
  public static long bytes(int[] lengths) {
    long sum = HEADER;
    for (int length : lengths) {
      sum += CHECK + length;
    }
    return sum;
  }

  /**
   * Opens a file, or begins it if it is not there, damaged at its head or of another key; its
   * folder exists.
   *
   * @param key SHA-256 (hex) of everything that decides what the records hold
   * @param lengths bytes of each record
   * @throws TooNewException if a newer SHERL4J wrote it
   * @throws RefusedException if it cannot be opened or written
   */
  public static RecordFile open(Path file, String key, int[] lengths) {
    long[] offsets = new long[lengths.length];
    long at = HEADER;
    for (int i = 0; i < lengths.length; i++) {
      offsets[i] = at;
      at += CHECK + lengths[i];
    }
    byte[] bytes = BaseEncoding.base16().lowerCase().decode(key);
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      RecordFile opened = new RecordFile(file, bytes, lengths.clone(), offsets, channel);
      opened.begin();
      channel = null;
      return opened;
    } catch (IOException e) {
      throw refused(e, file);
    } finally {
      closeQuietly(channel);
    }
  }

  private void begin() throws IOException {
    ByteBuffer found = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    while (found.hasRemaining() && channel.read(found, found.position()) >= 0) {
      // Until the header is whole or the file ends.
    }
    ByteBuffer wanted = header();
    if (found.flip().equals(wanted)) {
      return;
    }
    boolean sound =
        found.limit() == HEADER
            && found.slice(0, VERSION_AT).equals(ByteBuffer.wrap(MAGIC))
            && found.getInt(CRC_AT) == crc(found.slice(0, CRC_AT));
    if (sound && found.getInt(VERSION_AT) > VERSION) {
      throw new TooNewException(
          "format version " + found.getInt(VERSION_AT) + " of a feature store",
          "version 1 to " + VERSION,
          file.toString(),
          "use the SHERL4J that wrote it, or name another folder");
    }
    lock();
    RecordIndex.delete(file);
    channel.truncate(0);
    write(wanted, 0);
  }

  private ByteBuffer header() {
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).putInt(VERSION).put(key);
    header.putInt(crc(header.duplicate().flip()));
    return header.flip();
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private int crc(int record, ByteBuffer content) {
    CRC32C crc = new CRC32C();
    crc.update(key);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      crc.update(record >>> shift);
    }
    crc.update(content);
    return (int) crc.getValue();
  }

  /** Number of records. */
  public int records() {
    return lengths.length;
  }

  /** Bytes of a record. */
  public int length(int record) {
    return lengths[record];
  }

  /** The numbers of the records that are there and undamaged; reads the whole file. */
  public BitSet sound() {
    BitSet sound = new BitSet(lengths.length);
    try {
      for (int r = 0; r < lengths.length; r++) {
        ByteBuffer all = whole(r);
        sound.set(r, !all.hasRemaining() && all.getInt(0) == crc(r, all.slice(CHECK, lengths[r])));
      }
    } catch (IOException e) {
      throw refused(e, file);
    }
    return sound;
  }

  /**
   * Keeps other processes from writing until {@link #close()}.
   *
   * @throws RefusedException if another one writes
   */
  public void lock() {
    try {
      lock = lock != null ? lock : channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    } catch (IOException e) {
      throw refused(e, file);
    }
    if (lock == null) {
      throw new RefusedException(
          "a file that another run is writing",
          "one writer at a time",
          file.toString(),
          "wait until that run has built its features, or name another folder");
    }
  }

  /**
   * Writes a record in its place.
   *
   * @param content exactly its bytes
   * @throws RefusedException if the disk is full or does not let us write
   */
  public void write(int record, ByteBuffer content) {
    if (content.remaining() != lengths[record]) {
      throw new IllegalArgumentException(
          content.remaining() + " bytes for record " + record + " of " + lengths[record]);
    }
    head.clear().putInt(crc(record, content.duplicate())).flip();
    try {
      write(content.duplicate(), offsets[record] + CHECK);
      write(head, offsets[record]);
    } catch (IOException e) {
      throw refused(e, file);
    }
  }

  private void write(ByteBuffer bytes, long at) throws IOException {
    int start = bytes.position();
    while (bytes.hasRemaining()) {
      channel.write(bytes, at + bytes.position() - start);
    }
  }

  /** Has everything reach the disk and then says so in the index. */
  public void seal(String about) {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw refused(e, file);
    }
    RecordIndex.write(file, BaseEncoding.base16().lowerCase().encode(key), about);
  }

  /** Whether an undamaged index says that the file is complete. */
  public boolean isSealed() {
    return RecordIndex.isFor(file, BaseEncoding.base16().lowerCase().encode(key));
  }

  /**
   * Reads a record.
   *
   * @return its bytes, valid until the next call
   * @throws CorruptFileException if it is not there or damaged
   */
  public ByteBuffer read(int record) {
    try {
      ByteBuffer all = whole(record);
      if (all.hasRemaining()) {
        throw corrupt("a file that ends before the record", record);
      }
      ByteBuffer content = all.slice(CHECK, lengths[record]).order(ByteOrder.LITTLE_ENDIAN);
      if (all.getInt(0) != crc(record, content.duplicate())) {
        throw corrupt("a record whose checksum is wrong", record);
      }
      return content;
    } catch (IOException e) {
      throw refused(e, file);
    }
  }

  /** Checksum and content; what the file has not remains. */
  private ByteBuffer whole(int record) throws IOException {
    int size = CHECK + lengths[record];
    if (buffer.capacity() < size) {
      buffer = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
    }
    buffer.clear().limit(size);
    while (buffer.hasRemaining()
        && channel.read(buffer, offsets[record] + buffer.position()) >= 0) {
      // Until the record is whole or the file ends.
    }
    return buffer;
  }

  private CorruptFileException corrupt(String found, int record) {
    return new CorruptFileException(
        found,
        "features as they were written",
        file + ", record " + record,
        "start again: what is damaged is computed anew");
  }

  @Override
  public void close() {
    closeQuietly(channel); // and the lock with it
  }

  private static RefusedException refused(IOException e, Path file) {
    long free = Disk.REAL.freeBytes(file.toAbsolutePath().getParent()).orElse(-1);
    return new RefusedException(
        e.getClass().getSimpleName() + " " + e.getMessage() + ", " + free + " bytes free",
        "a folder with room that can be written to",
        file.toString(),
        "free some space or name another folder; what was written is used at the next start",
        e);
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Whatever was not written is found by its checksum.
    }
  }

  /** Bytes free where {@code folder} lies; the largest number where the system does not say. */
  public static long freeBytes(Path folder) {
    return Files.isDirectory(folder)
        ? Disk.REAL.freeBytes(folder).orElse(Long.MAX_VALUE)
        : freeBytes(folder.toAbsolutePath().getParent());
  }
}
