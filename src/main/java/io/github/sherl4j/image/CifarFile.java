package io.github.sherl4j.image;

import com.google.common.hash.Hashing;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.format.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * CIFAR-10's binary files, {@code .bin}: records of a label byte and 32x32 red, green and blue
 * bytes, plane after plane (cs.toronto.edu/~kriz/cifar.html). Names of the labels, one a line, come
 * from a {@code labels.txt} or the original {@code batches.meta.txt} beside the file; without one
 * the labels are numbers.
 */
final class CifarFile implements ImageFormat {

  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int RECORD = 1 + Pixels.COLOURS * PLANE;
  private static final List<String> NAMES = List.of("labels.txt", "batches.meta.txt");

  @Override
  public boolean accepts(Path path) {
    return Files.isRegularFile(path) && path.getFileName().toString().endsWith(".bin");
  }

  @Override
  public List<ImageRow> read(Path file, boolean labelled) {
    byte[] content = content(file);
    List<String> names = names(file);
    List<ImageRow> rows = new ArrayList<>();
    for (int i = 0; i < content.length / RECORD; i++) {
      int label = content[i * RECORD] & 0xFF;
      if (!names.isEmpty() && label >= names.size()) {
        throw new BadInputException(
            "label " + label,
            "one of the " + names.size() + " that the list of labels beside it names",
            file + ", record " + i,
            "correct the list, or remove it to use the numbers");
      }
      String name = file.getFileName() + "#" + i;
      rows.add(
          new ImageRow(
              names.isEmpty() ? "" + label : names.get(label),
              new Rec(name, content, i * RECORD + 1),
              "record " + i));
    }
    return List.copyOf(rows);
  }

  private static byte[] content(Path file) {
    try {
      long size = Files.size(file);
      if (size == 0 || size % RECORD != 0 || size > Integer.MAX_VALUE - RECORD) {
        throw new BadInputException(
            size + " bytes",
            "records of " + RECORD + " bytes, below 2 GB in all",
            file.toString(),
            "give a whole file of CIFAR-10's binary version");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BadInputException(
          "an unreadable file (" + e.getMessage() + ")",
          "a CIFAR-10 file",
          file.toString(),
          "check its permissions",
          e);
    }
  }

  private static List<String> names(Path file) {
    Optional<Path> list =
        NAMES.stream().map(file::resolveSibling).filter(Files::isRegularFile).findFirst();
    List<String> names = new ArrayList<>();
    if (list.isPresent()) {
      try (Lines lines = Lines.open(list.get())) {
        Stream.generate(lines::next).takeWhile(l -> l != null).forEach(names::add);
      }
      while (!names.isEmpty() && names.get(names.size() - 1).isBlank()) {
        names.remove(names.size() - 1);
      }
    }
    return names;
  }

  /** One record's picture, still in the bytes of its file. */
  @SuppressWarnings("ArrayRecordComponent") // shared by thousands of records, never compared
  private record Rec(String name, byte[] content, int start) implements Picture {

    @Override
    public Pixels decode() {
      byte[] rgb = new byte[Pixels.COLOURS * PLANE];
      for (int p = 0; p < PLANE; p++) {
        for (int c = 0; c < Pixels.COLOURS; c++) {
          rgb[p * Pixels.COLOURS + c] = content[start + c * PLANE + p];
        }
      }
      return Pixels.of(SIDE, SIDE, rgb);
    }

    @Override
    public String hash() {
      return Hashing.sha256().hashBytes(content, start, Pixels.COLOURS * PLANE).toString();
    }
  }
}
