package io.github.sherl4j.image;

import java.util.SplittableRandom;

/** A random change of training pictures. Stateless. */
public interface Augmentation {

  /** Its name on the command line. */
  String name();

  /**
   * Whether it brings a whole picture to the size that the model reads, in place of resizing and
   * the centre crop. Others change pictures of that size.
   */
  default boolean frames() {
    return false;
  }

  /**
   * The changed picture, {@code width} x {@code height}.
   *
   * @param random the only source of chance; it depends on seed, epoch and row alone
   */
  Pixels apply(Pixels picture, int width, int height, SplittableRandom random);
}
