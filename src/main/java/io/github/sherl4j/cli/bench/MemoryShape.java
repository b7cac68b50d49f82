package io.github.sherl4j.cli.bench;

import java.nio.file.Path;
import java.util.List;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** A model whose memory is measured; its weights are random. */
public interface MemoryShape {

  /** Such as {@code bert-tiny}. */
  String name();

  /** Writes the model as an ONNX file. */
  void write(Path file);

  /** Glob of the weights that full fine-tuning leaves frozen: tables of embeddings, the stem. */
  String embeddings();

  /** Inner width of its adapter: a quarter of the backbone's. */
  int adapterWidth();

  /**
   * Sizes to measure.
   *
   * @param all whether more than the usual one
   */
  List<Size> sizes(boolean all);

  /**
   * The size that comes next to one that was asked for: what the model fixes is its own.
   *
   * @param batch rows; 0 for the usual
   * @param tokens tokens; 0 for the usual
   */
  Size size(int batch, int tokens);

  /** A batch of random data with one-hot labels of two classes. */
  MultiDataSet batch(Size size, long seed);

  /**
   * Sizes of a batch.
   *
   * @param batch rows
   * @param tokens tokens a row; of pictures, places of the map that the head reads
   */
  record Size(int batch, int tokens) {}
}
