package io.github.sherl4j.format;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.github.sherl4j.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * SHA-256 as 64 lower-case hex digits.
 *
 * <p>The static methods hash plain bytes, so {@code sha256sum} gives the same digits. An instance
 * hashes a sequence of fields, each framed by its length, so that {@code ("ab", "c")} and {@code
 * ("a", "bc")} differ. An instance is for one thread and one {@link #hex()}.
 */
public final class Fingerprints {

  private final Hasher hasher = Hashing.sha256().newHasher();

  private Fingerprints() {}

  /**
   * Over the bytes of a file.
   *
   * @throws BadInputException if it is missing or cannot be read
   */
  public static String ofFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException("no such file", "a file", file.toString(), "check the path");
    }
    try {
      return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
    } catch (IOException e) {
      throw new BadInputException(
          "an unreadable file (" + e.getMessage() + ")",
          "a readable file",
          file.toString(),
          "check its permissions",
          e);
    }
  }

  /** Over some bytes. */
  public static String ofBytes(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  /** Over the UTF-8 form of a text. */
  public static String ofText(String text) {
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
  }

  /** An empty sequence of fields. */
  public static Fingerprints start() {
    return new Fingerprints();
  }

  /** Appends a text: its length in UTF-8 bytes, then the bytes. */
  public Fingerprints put(String field) {
    return put(ByteBuffer.wrap(field.getBytes(StandardCharsets.UTF_8)));
  }

  /** Appends a number as 8 bytes. */
  public Fingerprints put(long field) {
    hasher.putLong(field);
    return this;
  }

  /** Appends the remaining bytes: how many, then the bytes. The buffer's position stays. */
  public Fingerprints put(ByteBuffer field) {
    hasher.putLong(field.remaining()).putBytes(field.duplicate());
    return this;
  }

  /** The hash over all fields so far; nothing may be appended afterwards. */
  public String hex() {
    return hasher.hash().toString();
  }
}
