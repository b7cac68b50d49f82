package io.github.sherl4j.cli.bench;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.onnx.write.EncoderModel;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An encoder that reads tokens.
 *
 * @param sizes what is measured, the usual size first
 */
record TextShape(String name, EncoderModel model, List<Size> sizes) implements MemoryShape {

  @Override
  public void write(Path file) {
    model.write(file);
  }

  @Override
  public int adapterWidth() {
    return model.width() / 4;
  }

  @Override
  public String embeddings() {
    return "embeddings.*";
  }

  @Override
  public List<Size> sizes(boolean all) {
    return all ? sizes : sizes.subList(0, 1);
  }

  @Override
  public Size size(int batch, int tokens) {
    if (tokens > model.maxLength()) {
      throw new BadInputException(
          "--seq " + tokens,
          "at most " + model.maxLength() + " tokens",
          name,
          "measure shorter rows");
    }
    Size usual = sizes.get(0);
    return new Size(batch > 0 ? batch : usual.batch(), tokens > 0 ? tokens : usual.tokens());
  }

  @Override
  public MultiDataSet batch(Size size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[][] ids = new long[size.batch()][size.tokens()];
    for (long[] row : ids) {
      for (int t = 0; t < row.length; t++) {
        row[t] = random.nextInt(model.vocabulary());
      }
    }
    INDArray[] features = {
      Nd4j.createFromArray(ids),
      Nd4j.ones(DataType.INT64, size.batch(), size.tokens()),
      Nd4j.zeros(DataType.INT64, size.batch(), size.tokens())
    };
    return new MultiDataSet(features, new INDArray[] {MemoryShapes.labels(size.batch())});
  }
}
