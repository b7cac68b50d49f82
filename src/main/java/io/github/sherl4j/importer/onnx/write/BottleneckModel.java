package io.github.sherl4j.importer.onnx.write;

import com.google.common.math.LongMath;
import com.google.common.primitives.Ints;
import io.github.sherl4j.BadInputException;
import java.nio.file.Path;
import java.util.List;

/**
 * The shape of a residual network of bottlenecks, such as ResNet-50, without its classifier: a stem
 * (7 × 7 convolution, max pooling), stages of 1 × 1, 3 × 3 and 1 × 1 convolutions with shortcuts.
 * Batch norms are folded into the convolutions, as PyTorch exports a model for inference (opset
 * 13); weights have the names of torchvision's ResNet.
 *
 * <p>Output, FLOAT [batch, channels, side / 32, side / 32] for four stages: {@code features}.
 * Immutable.
 *
 * @param blocks bottlenecks of each stage
 * @param channels narrow channels of the first stage; each next stage has twice as many, outputs of
 *     a block {@value #EXPANSION} times as many
 * @param side pixels of an edge of the pictures
 * @param seed of the weights; the same seed gives the same bytes
 */
public record BottleneckModel(List<Integer> blocks, int channels, int side, long seed)
    implements PictureModel {

  /** Channels of a block's output for each narrow one. */
  public static final int EXPANSION = 4;

  private static final int MAX_STAGES = 8;

  /**
   * Checks the sizes.
   *
   * @throws BadInputException if a size is below 1, or pictures are too small for the stages
   */
  public BottleneckModel {
    blocks = List.copyOf(blocks);
    boolean right =
        !blocks.isEmpty()
            && blocks.size() <= MAX_STAGES
            && blocks.stream().allMatch(b -> b >= 1)
            && channels >= 1
            && side >= 1 << (blocks.size() + 1);
    if (!right) {
      throw new BadInputException(
          "stages " + blocks + ", " + channels + " channels, " + side + " pixels",
          "1 to " + MAX_STAGES + " stages, sizes from 1 on, a pixel left after all halvings",
          "residual network",
          "change the sizes");
    }
  }

  /** The shape of ResNet-50 at 224 pixels: 23 million parameters. */
  public static BottleneckModel resNet50(long seed) {
    return new BottleneckModel(Ints.asList(3, 4, 6, 3), 64, 224, seed);
  }

  /** Places of the last map: 49 for 224 pixels and four stages. */
  public int places() {
    int edge = side;
    for (int s = 0; s <= blocks.size(); s++) {
      edge = (edge + 1) / 2;
    }
    return edge * edge;
  }

  @Override
  public long parameters() {
    return new BottleneckGraph(this)
        .weights().stream().mapToLong(Weight::count).reduce(0, LongMath::saturatedAdd);
  }

  @Override
  public void write(Path file) {
    BottleneckGraph graph = new BottleneckGraph(this);
    RandomFile.write(file, graph.nodes(), graph.weights(), seed);
  }
}
