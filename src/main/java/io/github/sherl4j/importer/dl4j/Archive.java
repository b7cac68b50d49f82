package io.github.sherl4j.importer.dl4j;

import com.google.common.io.ByteStreams;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.RefusedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A file of Deeplearning4j: a zip archive with {@code configuration.json} and {@code
 * coefficients.bin}. Only these are read, by name; no path of the archive becomes a path on disk,
 * and what Java serialised (a normaliser, old updaters) is never touched.
 */
final class Archive {

  static final String CONFIG = "configuration.json";
  static final String WEIGHTS = "coefficients.bin";

  /** Stands in for the weights of a network without any. */
  static final String NOTHING = "noParams.marker";

  private static final int MAX_CONFIG = 1 << 26;
  private static final int MAX_ENTRIES = 1 << 12;

  /** More than deflate can gain. */
  private static final long MAX_RATIO = 1100;

  private final Path path;
  private final String where;

  Archive(Path path) {
    this.path = path;
    this.where = path.toString();
  }

  /** Whether a zip file holds a network. */
  static boolean looksLike(Path path) {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      return zip.getEntry(CONFIG) != null || zip.getEntry(WEIGHTS) != null;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** The text of the configuration. */
  String configuration() {
    try (ZipFile zip = open();
        InputStream in = zip.getInputStream(entry(zip, CONFIG))) {
      byte[] bytes = ByteStreams.limit(in, MAX_CONFIG + 1L).readAllBytes();
      if (bytes.length > MAX_CONFIG) {
        throw corrupt(CONFIG + " of more than " + MAX_CONFIG + " bytes", null);
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException | IllegalArgumentException e) {
      throw damage(e);
    }
  }

  /** The weights, unpacked to a temporary file that goes when they are closed. */
  Parameters weights() {
    Path copy = null;
    try (ZipFile zip = open()) {
      if (zip.getEntry(WEIGHTS) == null && zip.getEntry(NOTHING) != null) {
        return new ArrayParameters(null);
      }
      ZipEntry entry = entry(zip, WEIGHTS);
      copy = Files.createTempFile("sherl4j-", ".bin");
      unpack(zip, entry, copy);
      Parameters weights = Coefficients.open(copy, where + ", " + WEIGHTS);
      copy = null;
      return weights;
    } catch (IOException | IllegalArgumentException e) {
      throw damage(e);
    } finally {
      delete(copy);
    }
  }

  private ZipFile open() throws IOException {
    ZipFile zip = new ZipFile(path.toFile());
    Set<String> names = new HashSet<>();
    boolean once = zip.size() <= MAX_ENTRIES && zip.stream().allMatch(e -> names.add(e.getName()));
    if (!once) {
      zip.close();
      throw corrupt("the same name twice, or too many entries", null);
    }
    return zip;
  }

  private ZipEntry entry(ZipFile zip, String name) {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new BadInputException(
          "an archive without " + name,
          "a network with " + CONFIG + " and " + WEIGHTS,
          where,
          "save it with network.save(file)");
    }
    return entry;
  }

  private void unpack(ZipFile zip, ZipEntry entry, Path copy) throws IOException {
    long most = Math.multiplyExact(Math.max(Files.size(path), 1), MAX_RATIO);
    long free = Files.getFileStore(copy).getUsableSpace();
    if (entry.getSize() > most) {
      throw corrupt(WEIGHTS + " of " + entry.getSize() + " bytes", null);
    }
    if (entry.getSize() > free) {
      throw new RefusedException(
          entry.getSize() + " bytes of weights to unpack",
          "room for them; there are " + free + " bytes",
          copy.getParent().toString(),
          "name another folder with -Djava.io.tmpdir");
    }
    try (InputStream in = zip.getInputStream(entry);
        OutputStream out = Files.newOutputStream(copy)) {
      long copied = ByteStreams.copy(ByteStreams.limit(in, Math.min(most, free) + 1), out);
      if (copied > most || (entry.getSize() >= 0 && copied != entry.getSize())) {
        throw corrupt(WEIGHTS + " of another size than it says", null);
      }
    }
  }

  private CorruptFileException damage(Exception e) {
    String what = e instanceof EOFException ? "an early end" : e.getMessage();
    return corrupt("damage (" + what + ")", e);
  }

  private CorruptFileException corrupt(String found, Throwable cause) {
    return new CorruptFileException(
        found, "an undamaged Deeplearning4j file", where, "save the network again", cause);
  }

  private static void delete(Path copy) {
    try {
      if (copy != null) {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
