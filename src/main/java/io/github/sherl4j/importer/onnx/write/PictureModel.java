package io.github.sherl4j.importer.onnx.write;

import java.nio.file.Path;

/**
 * The shape of a network that reads pictures, FLOAT [batch, 3, side, side] named {@code
 * pixel_values}, which can be written as an ONNX file with random weights.
 */
public interface PictureModel {

  /** Pixels of an edge of the square pictures. */
  int side();

  /** Number of elements of all float weights. */
  long parameters();

  /**
   * Creates or replaces a file; nothing of the weights stays in memory.
   *
   * @throws io.github.sherl4j.BadInputException if the directory is missing or the target is a
   *     directory
   * @throws io.github.sherl4j.RefusedException if the disk is full or the file would be larger than
   *     an ONNX file can be (2 GB)
   */
  void write(Path file);
}
