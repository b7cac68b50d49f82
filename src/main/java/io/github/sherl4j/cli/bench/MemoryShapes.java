package io.github.sherl4j.cli.bench;

import io.github.sherl4j.cli.bench.MemoryShape.Size;
import io.github.sherl4j.importer.onnx.write.BottleneckModel;
import io.github.sherl4j.importer.onnx.write.EncoderModel;
import io.github.sherl4j.importer.onnx.write.PictureModel;
import io.github.sherl4j.importer.onnx.write.VisionTransformerModel;
import io.github.sherl4j.internal.Globs;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The shapes that are built in. */
public final class MemoryShapes {

  private static final int HEAD_WIDTH = 64;
  private static final int VOCABULARY = 30_522;
  private static final int MAX_LENGTH = 512;
  private static final Size USUAL = new Size(8, 128);
  private static final List<Size> SIZES = List.of(USUAL, new Size(16, 64), new Size(4, 32));

  private MemoryShapes() {}

  /**
   * Those whose names match.
   *
   * @throws io.github.sherl4j.NoMatchException if a part of the selection matches nothing
   */
  public static List<MemoryShape> select(String globs) {
    VisionTransformerModel vit = VisionTransformerModel.base(1);
    BottleneckModel resNet = BottleneckModel.resNet50(1);
    List<MemoryShape> all =
        List.of(
            text("bert-tiny", 2, 128, SIZES),
            text("bert-mini", 4, 256, SIZES),
            text("bert-small", 4, 512, SIZES),
            text("bert-base", 12, 768, List.of(USUAL)),
            picture("vit-b", vit, "embeddings.*", 192, vit.tokens()),
            picture("resnet-50", resNet, "conv1.*", 256, resNet.places()));
    List<String> names =
        Globs.select(globs, all.stream().map(MemoryShape::name).toList(), "--shapes");
    return all.stream().filter(s -> names.contains(s.name())).toList();
  }

  private static MemoryShape text(String name, int layers, int width, List<Size> sizes) {
    EncoderModel model =
        EncoderModel.builder()
            .layers(layers)
            .width(width)
            .heads(width / HEAD_WIDTH)
            .vocabulary(VOCABULARY)
            .maxLength(MAX_LENGTH)
            .seed(1)
            .build();
    return new TextShape(name, model, sizes);
  }

  private static MemoryShape picture(
      String name, PictureModel model, String embeddings, int adapterWidth, int places) {
    return new PictureShape(name, model, embeddings, adapterWidth, new Size(2, places));
  }

  /** One-hot labels of two classes in turn. */
  static INDArray labels(int rows) {
    float[][] labels = new float[rows][2];
    for (int r = 0; r < rows; r++) {
      labels[r][r % 2] = 1;
    }
    return Nd4j.createFromArray(labels);
  }
}
