package io.github.sherl4j.image;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.TensorInfo;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Where and how a backbone reads pictures: its only input, float, [batch, 3, height, width] or
 * [batch, height, width, 3].
 *
 * @param name of the input
 * @param dtype of the input
 * @param channelsFirst whether it is [batch, 3, height, width]
 * @param height fixed number of rows, or −1
 * @param width fixed number of pixels in a row, or −1
 */
public record ImageInput(
    String name, DataType dtype, boolean channelsFirst, int height, int width) {

  private static final int RANK = 4;

  /** Whether any of a backbone's inputs may be pictures. */
  public static boolean among(List<TensorInfo> inputs) {
    return inputs.stream().anyMatch(i -> i.rank() == RANK && i.dtype().isFPType());
  }

  /**
   * The input for pictures.
   *
   * @throws BadInputException if the backbone reads something else, or something besides
   */
  public static ImageInput of(List<TensorInfo> inputs) {
    Optional<ImageInput> found =
        inputs.size() == 1 && among(inputs) ? of(inputs.get(0)) : Optional.empty();
    return found.orElseThrow(
        () ->
            new BadInputException(
                "inputs " + inputs.stream().map(i -> i.name() + " " + i.shape()).toList(),
                "one float input [batch, 3, height, width] or [batch, height, width, 3]",
                "the backbone",
                "export the model with pictures as its only input"));
  }

  private static Optional<ImageInput> of(TensorInfo input) {
    List<Long> shape = input.shape();
    boolean first = shape.get(1) == Pixels.COLOURS;
    if (!first && shape.get(RANK - 1) != Pixels.COLOURS) {
      return Optional.empty();
    }
    int height = Math.toIntExact(shape.get(first ? 2 : 1));
    int width = Math.toIntExact(shape.get(first ? RANK - 1 : 2));
    return Optional.of(new ImageInput(input.name(), input.dtype(), first, height, width));
  }

  /**
   * Refuses a size that the backbone does not read.
   *
   * @throws BadInputException showing both
   */
  public void require(ImageSettings settings) {
    boolean fits =
        (width < 0 || width == settings.width()) && (height < 0 || height == settings.height());
    if (!fits) {
      throw new BadInputException(
          "pictures of " + settings.width() + "x" + settings.height(),
          "the size that the model was exported with, " + width + "x" + height,
          "input " + name,
          "leave --crop out, or export the model with dynamic sizes");
    }
  }
}
