package io.github.sherl4j.image;

import io.github.sherl4j.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Lists the pictures of a data set: a folder with a folder for each label, a CIFAR-10 {@code .bin}
 * file, or a list of {@code label<TAB>path} lines. To predict, pictures need no labels: any folder,
 * a list of paths and a single picture will do.
 */
public final class ImageRows {

  private static final List<ImageFormat> FORMATS =
      List.of(new FolderTree(), new SinglePicture(), new CifarFile(), new ListFile());

  private ImageRows() {}

  /**
   * All rows of a labelled data set; at least one.
   *
   * @throws BadInputException naming the line, record or file that is wrong
   */
  public static List<ImageRow> labelled(Path path) {
    return read(path, true);
  }

  /**
   * All rows; labels may be {@code null}.
   *
   * @throws BadInputException naming the line, record or file that is wrong
   */
  public static List<ImageRow> maybeLabelled(Path path) {
    return read(path, false);
  }

  private static List<ImageRow> read(Path path, boolean labelled) {
    if (!Files.exists(path)) {
      throw new BadInputException(
          "no such file or folder",
          "a folder of pictures, a CIFAR-10 .bin file or a list of label<TAB>path lines",
          path.toString(),
          "check the path");
    }
    return FORMATS.stream()
        .filter(f -> f.accepts(path))
        .findFirst()
        .orElseThrow() // a list may look like anything
        .read(path, labelled);
  }
}
