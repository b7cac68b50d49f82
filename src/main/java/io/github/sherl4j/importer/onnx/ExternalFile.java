package io.github.sherl4j.importer.onnx;

import com.google.common.base.Splitter;
import com.google.common.io.BaseEncoding;
import io.github.sherl4j.CorruptFileException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * A plain file inside the model's folder: reached by no symbolic link on the way, with no second
 * name (hard link), no device. Every read checks again that it is still the same file, before and
 * after opening it.
 *
 * @param path real path
 * @param key the file system's identity of the file; null where it has none
 * @param size bytes
 * @param modified last change
 */
record ExternalFile(Path path, Object key, long size, FileTime modified) {

  /** Checks a location that a model names. */
  static ExternalFile check(Path folder, Path model, String location, String where) {
    String shown = "external data in '" + location + "'";
    String expected = "a plain file inside the model's folder";
    if (!isPlain(location)) {
      throw ExternalData.bad(shown, expected, where);
    }
    try {
      Path path = folder;
      for (String part : Splitter.on('/').split(location)) {
        path = path.resolve(part);
        if (Files.isSymbolicLink(path)) {
          throw ExternalData.bad(shown + ", a symbolic link", expected, where);
        }
      }
      if (!path.startsWith(folder) || !path.toRealPath().equals(path) || path.equals(model)) {
        throw ExternalData.bad(shown, expected, where);
      }
      ExternalFile file = of(path);
      if (hasOtherNames(path)) {
        throw ExternalData.bad(shown + ", a file with several names (hard links)", expected, where);
      }
      return file;
    } catch (IOException | InvalidPathException e) {
      throw ExternalData.bad(shown + " (" + e.getMessage() + ")", expected, where);
    }
  }

  private static boolean isPlain(String location) {
    boolean plain =
        !location.isEmpty()
            && location.length() <= 1024
            && location.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '\\' || c == ':');
    for (String part : Splitter.on('/').split(location)) {
      plain &= !part.isBlank() && !part.equals(".") && !part.equals("..");
    }
    return plain;
  }

  private static ExternalFile of(Path path) throws IOException {
    BasicFileAttributes a =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!a.isRegularFile()) {
      throw new IOException("no plain file");
    }
    return new ExternalFile(path, a.fileKey(), a.size(), a.lastModifiedTime());
  }

  private static boolean hasOtherNames(Path path) throws IOException {
    boolean tells = path.getFileSystem().supportedFileAttributeViews().contains("unix");
    Object names = tells ? Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS) : 1;
    return ((Number) names).longValue() != 1;
  }

  /** Fills a buffer; an {@link IOException} if the file is not the one that was checked. */
  void read(long at, ByteBuffer into) throws IOException {
    requireSame();
    try (FileChannel channel =
        FileChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      requireSame();
      for (long from = at; into.hasRemaining(); ) {
        int n = channel.read(into, from);
        if (n < 0) {
          throw new EOFException("the file became shorter while it was read");
        }
        from += n;
      }
    }
  }

  private void requireSame() throws IOException {
    ExternalFile now = of(path.toRealPath());
    if (!now.path.equals(path)
        || !Objects.equals(now.key, key)
        || now.size != size
        || !now.modified.equals(modified)
        || hasOtherNames(path)) {
      throw new IOException("another file than before");
    }
  }

  /** Compares the whole file with a checksum. */
  void checkSha1(String wanted, String where) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      ByteBuffer piece = ByteBuffer.allocate(1 << 20);
      for (long at = 0; at < size; at += piece.limit()) {
        read(at, piece.clear().limit((int) Math.min(piece.capacity(), size - at)));
        digest.update(piece.flip());
      }
      String found = BaseEncoding.base16().lowerCase().encode(digest.digest());
      if (!found.equals(wanted.toLowerCase(Locale.ROOT))) {
        throw new CorruptFileException(
            "checksum " + found + " of " + path.getFileName(),
            wanted,
            where,
            "copy the model's files again");
      }
    } catch (IOException e) {
      throw ExternalData.bad("an unreadable file (" + e.getMessage() + ")", "a file", where);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
