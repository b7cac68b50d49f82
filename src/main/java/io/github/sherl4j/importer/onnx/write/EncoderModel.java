package io.github.sherl4j.importer.onnx.write;

import com.google.common.math.LongMath;
import com.google.common.primitives.Ints;
import io.github.sherl4j.BadInputException;
import java.nio.file.Path;

/**
 * The shape of a BERT-like encoder (post-norm, exact GELU), which can be written as an ONNX file
 * with random weights. Nodes are those of a PyTorch export (opset 13): composed layer norm, batch
 * and sequence read off the shapes, an additive mask.
 *
 * <ul>
 *   <li>Inputs, INT64 [batch, sequence]: {@code input_ids}, {@code attention_mask} (1 counts, 0 is
 *       padding) and, with token types, {@code token_type_ids} (0 or 1).
 *   <li>Output, FLOAT [batch, sequence, width]: {@code last_hidden_state}.
 *   <li>Weights have the names of Hugging Face's BERT, such as {@code
 *       encoder.layer.0.attention.self.query.weight}; matrices are [in, out], as {@code MatMul}
 *       reads them.
 * </ul>
 *
 * Tables and matrices are drawn from N(0, 0.02²), layer norms are 1 and 0, biases 0. Immutable.
 *
 * @param layers number of blocks, 1 to 1,000; discovery needs at least two to see a repetition
 * @param width width of the hidden states, a multiple of {@code heads}
 * @param heads attention heads, ≥ 1
 * @param feedForward width between the two matrices of a block's second half, ≥ 1
 * @param vocabulary rows of the word table, ≥ 1
 * @param maxLength rows of the position table: the longest sequence, 1 to 2^20
 * @param seed of the weights; the same seed gives the same bytes
 * @param tokenTypes whether there is a table of {@value #TOKEN_TYPES} token types and its input
 */
public record EncoderModel(
    int layers,
    int width,
    int heads,
    int feedForward,
    int vocabulary,
    int maxLength,
    long seed,
    boolean tokenTypes) {

  /** Rows of the table of token types. */
  public static final int TOKEN_TYPES = 2;

  private static final int MAX_LAYERS = 1000;
  private static final int MAX_POSITIONS = 1 << 20;

  /**
   * Checks the sizes.
   *
   * @throws BadInputException if a size is out of its range or the heads do not divide the width
   */
  public EncoderModel {
    check("layers", layers, MAX_LAYERS);
    check("width", width, Integer.MAX_VALUE);
    check("heads", heads, width);
    check("feedForward", feedForward, Integer.MAX_VALUE);
    check("vocabulary", vocabulary, Integer.MAX_VALUE);
    check("maxLength", maxLength, MAX_POSITIONS);
    if (width % heads != 0) {
      throw new BadInputException(
          "width " + width + " with " + heads + " heads",
          "a width that the heads divide",
          "encoder model",
          "change one of the two");
    }
  }

  /** The shape of BERT-base, uncased: 109 million parameters, 436 MB. */
  public static EncoderModel bertBase(long seed) {
    return new EncoderModel(12, 768, 12, 3072, 30_522, 512, seed, true);
  }

  /** Starts with 4 layers, width 64, 4 heads, 1,000 words, 128 positions, token types, seed 0. */
  public static Builder builder() {
    return new Builder();
  }

  /** Number of elements of all float weights. */
  public long parameters() {
    return new EncoderGraph(this)
        .weights().stream().mapToLong(Weight::count).reduce(0, LongMath::saturatedAdd);
  }

  /**
   * Creates or replaces a file; it holds the weights once and nothing of them stays in memory.
   *
   * @throws BadInputException if the directory is missing or the target is a directory
   * @throws io.github.sherl4j.RefusedException if the disk is full or the file would be larger than
   *     an ONNX file can be (2 GB)
   */
  public void write(Path file) {
    EncoderGraph graph = new EncoderGraph(this);
    RandomFile.write(file, graph.nodes(), graph.weights(), seed, graph.positionIds());
  }

  private static void check(String name, int value, int largest) {
    if (value < 1 || value > largest) {
      throw new BadInputException(
          name + " " + value, "1 to " + largest, "encoder model", "give a number in that range");
    }
  }

  /** Collects the sizes; {@link #feedForward} is 4 × width unless set. Not thread-safe. */
  public static final class Builder {
    private int layers = 4;
    private int width = 64;
    private int heads = 4;
    private int feedForward;
    private int vocabulary = 1000;
    private int maxLength = 128;
    private long seed;
    private boolean tokenTypes = true;

    private Builder() {}

    /** See {@link EncoderModel#layers()}. */
    public Builder layers(int value) {
      layers = value;
      return this;
    }

    /** See {@link EncoderModel#width()}. */
    public Builder width(int value) {
      width = value;
      return this;
    }

    /** See {@link EncoderModel#heads()}. */
    public Builder heads(int value) {
      heads = value;
      return this;
    }

    /** See {@link EncoderModel#feedForward()}; 0 stands for 4 × width. */
    public Builder feedForward(int value) {
      feedForward = value;
      return this;
    }

    /** See {@link EncoderModel#vocabulary()}. */
    public Builder vocabulary(int value) {
      vocabulary = value;
      return this;
    }

    /** See {@link EncoderModel#maxLength()}. */
    public Builder maxLength(int value) {
      maxLength = value;
      return this;
    }

    /** See {@link EncoderModel#seed()}. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** See {@link EncoderModel#tokenTypes()}. */
    public Builder tokenTypes(boolean value) {
      tokenTypes = value;
      return this;
    }

    /**
     * Builds the model.
     *
     * @throws BadInputException if the sizes do not fit together
     */
    public EncoderModel build() {
      int inner = feedForward == 0 ? Ints.saturatedCast(4L * width) : feedForward;
      return new EncoderModel(layers, width, heads, inner, vocabulary, maxLength, seed, tokenTypes);
    }
  }
}
