package io.github.sherl4j.cli.bench;

import io.github.sherl4j.importer.onnx.write.PictureModel;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network that reads pictures of a fixed size.
 *
 * @param embeddings glob of the weights that read the pixels
 * @param adapterWidth inner width of the adapter
 * @param usual what is measured
 */
record PictureShape(
    String name, PictureModel model, String embeddings, int adapterWidth, Size usual)
    implements MemoryShape {

  private static final int CHANNELS = 3;

  @Override
  public void write(Path file) {
    model.write(file);
  }

  @Override
  public List<Size> sizes(boolean all) {
    return List.of(usual);
  }

  @Override
  public Size size(int batch, int tokens) {
    return new Size(batch > 0 ? batch : usual.batch(), usual.tokens());
  }

  @Override
  public MultiDataSet batch(Size size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] pixels = new float[size.batch() * CHANNELS * model.side() * model.side()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (2 * random.nextDouble() - 1);
    }
    INDArray features =
        Nd4j.createFromArray(pixels).reshape(size.batch(), CHANNELS, model.side(), model.side());
    return new MultiDataSet(
        new INDArray[] {features}, new INDArray[] {MemoryShapes.labels(size.batch())});
  }
}
