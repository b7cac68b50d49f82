package io.github.sherl4j.importer.onnx.write;

import com.google.common.math.LongMath;
import io.github.sherl4j.BadInputException;
import java.nio.file.Path;

/**
 * The shape of a vision transformer (ViT): a patch convolution, a class token, learned positions,
 * pre-norm blocks with exact GELU, a last norm. Nodes are those of a PyTorch export (opset 13),
 * weights have the names of Hugging Face's ViT, matrices are [in, out].
 *
 * <p>Output, FLOAT [batch, 1 + patches, width]: {@code last_hidden_state}. Immutable.
 *
 * @param layers number of blocks, ≥ 1
 * @param width width of the hidden states, a multiple of {@code heads}
 * @param heads attention heads
 * @param feedForward width between the two matrices of a block's second half
 * @param side pixels of an edge of the pictures, a multiple of {@code patch}
 * @param patch pixels of an edge of a patch
 * @param seed of the weights; the same seed gives the same bytes
 */
public record VisionTransformerModel(
    int layers, int width, int heads, int feedForward, int side, int patch, long seed)
    implements PictureModel {

  /**
   * Checks the sizes.
   *
   * @throws BadInputException if a size is below 1, or does not divide what it has to
   */
  public VisionTransformerModel {
    check(layers >= 1 && width >= 1 && heads >= 1 && feedForward >= 1, "a size below 1");
    check(side >= 1 && patch >= 1 && side % patch == 0, "side " + side + ", patch " + patch);
    check(width % heads == 0, "width " + width + " with " + heads + " heads");
  }

  /** ViT-B/16 at 224 pixels: 86 million parameters. */
  public static VisionTransformerModel base(long seed) {
    return new VisionTransformerModel(12, 768, 12, 3072, 224, 16, seed);
  }

  /** Tokens of a picture: its patches and the class token. */
  public int tokens() {
    return 1 + (side / patch) * (side / patch);
  }

  @Override
  public long parameters() {
    return new VisionTransformerGraph(this)
        .weights().stream().mapToLong(Weight::count).reduce(0, LongMath::saturatedAdd);
  }

  @Override
  public void write(Path file) {
    VisionTransformerGraph graph = new VisionTransformerGraph(this);
    RandomFile.write(file, graph.nodes(), graph.weights(), seed);
  }

  private static void check(boolean right, String found) {
    if (!right) {
      throw new BadInputException(
          found,
          "sizes from 1 on; the patch divides the side, the heads divide the width",
          "vision transformer",
          "change the sizes");
    }
  }
}
