package io.github.sherl4j.format;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The checksum of an adapter file: SHA-256 over all its bytes in order, except the 64 bytes that
 * hold the checksum itself. These always lie at byte 35, after the header length and {@link
 * #PREFIX}. Feed it every byte of the file, writing as well as reading.
 */
final class ByteCheck {

  /** How the header of every adapter file begins. */
  static final String PREFIX =
      "{\"" + Safetensors.METADATA + "\":{\"" + AdapterFile.SHA256 + "\":\"";

  /** First byte of the checksum in the file. */
  static final int BEGIN = Long.BYTES + PREFIX.length();

  /** First byte after it. */
  static final int END = BEGIN + 64;

  /** What stands in the checksum's place while the rest is hashed. */
  static final String BLANK = "0".repeat(END - BEGIN);

  private final Hasher hasher = Hashing.sha256().newHasher();
  private final byte[] head = new byte[END];
  private long position;

  /** Takes the next bytes of the file; the buffer's position stays. */
  void accept(ByteBuffer bytes) {
    long end = position + bytes.remaining();
    if (position < END) {
      int count = (int) Math.min(bytes.remaining(), END - position);
      bytes.get(bytes.position(), head, (int) position, count);
    }
    hash(bytes, position, Math.min(end, BEGIN));
    hash(bytes, Math.max(position, END), end);
    position = end;
  }

  private void hash(ByteBuffer bytes, long from, long to) {
    if (from < to) {
      int start = bytes.position() + (int) (from - position);
      hasher.putBytes(bytes.slice(start, (int) (to - from)));
    }
  }

  /** Over all bytes taken, as 64 lower-case hex digits; the last call. */
  String hex() {
    return hasher.hash().toString();
  }

  /** Whether the file begins as an adapter file does and holds {@code hex} in its place. */
  boolean states(String hex) {
    String text = new String(head, Long.BYTES, END - Long.BYTES, StandardCharsets.ISO_8859_1);
    return text.equals(PREFIX + hex);
  }
}
