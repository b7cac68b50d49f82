package io.github.sherl4j.image;

import java.nio.file.Path;
import java.util.List;

/** One way in which a data set of pictures lies on disk. */
interface ImageFormat {

  /** Whether the path, which exists, looks like it. */
  boolean accepts(Path path);

  /**
   * Its rows; at least one.
   *
   * @param labelled whether every row must have a label
   * @throws io.github.sherl4j.BadInputException naming the line, record or file that is wrong
   */
  List<ImageRow> read(Path path, boolean labelled);
}
