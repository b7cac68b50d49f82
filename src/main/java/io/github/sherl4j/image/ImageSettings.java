package io.github.sherl4j.image;

import io.github.sherl4j.BadInputException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How a picture becomes numbers: resized until its shorter side is {@link Builder#resize} pixels
 * (bilinear with antialiasing, as Pillow does it), cut to the size in its middle, each colour value
 * scaled to 0 … 1, minus the mean, divided by the standard deviation. For another aspect than a
 * square the picture is resized until it covers the size, times {@code resize} over its shorter
 * side. Immutable.
 */
public final class ImageSettings {

  private static final int LARGEST = 1 << 13;
  private static final int LEVELS = 256;

  private final int width;
  private final int height;
  private final int resize;
  private final ColourValues mean;
  private final ColourValues deviation;
  private final List<Augmentation> augmentations;

  private ImageSettings(Builder b) {
    width = b.width;
    height = b.height;
    resize = b.resize == 0 ? Math.min(width, height) : b.resize;
    mean = ColourValues.of(b.mean, "--mean", ColourValues.MEANS, Float.NEGATIVE_INFINITY);
    deviation = ColourValues.of(b.deviation, "--std", ColourValues.DEVIATIONS, 0);
    augmentations = List.copyOf(b.augmentations);
    check(Math.min(width, height) >= 1, "a size of " + width + "x" + height, "at least 1 pixel");
    check(
        Math.max(resize, Math.max(width, height)) <= LARGEST,
        "a size of " + width + "x" + height + " from " + resize,
        "at most " + LARGEST + " pixels");
    check(
        resize >= Math.min(width, height),
        "--resize " + resize,
        "at least the crop's shorter side, " + Math.min(width, height));
    check(
        augmentations.stream().filter(Augmentation::frames).count() < 2,
        "two augmentations that choose a part of the whole picture",
        "at most one");
  }

  private static void check(boolean right, String found, String expected) {
    if (!right) {
      throw new BadInputException(
          found, expected, "the settings for pictures", "give another value");
    }
  }

  /** Starts with 224x224, no border cut off, ImageNet's mean and deviation, no augmentation. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Settings as an adapter file remembers them.
   *
   * @param entry what {@link #description()} had under a name
   * @throws BadInputException if an entry is missing or makes no sense
   */
  public static ImageSettings restore(Function<String, String> entry) {
    return builder()
        .size(number(entry, "width"), number(entry, "height"))
        .resize(number(entry, "resize"))
        .mean(entry.apply("mean"))
        .deviation(entry.apply("std"))
        .build();
  }

  private static int number(Function<String, String> entry, String name) {
    String text = entry.apply(name);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new BadInputException(
          name + " '" + text + "'",
          "a whole number",
          "the settings for pictures",
          "train the adapter again",
          e);
    }
  }

  /** Everything that prediction needs, for {@link #restore}: whole numbers and texts. */
  public Map<String, Object> description() {
    return new TreeMap<>(
        Map.of(
            "width", width,
            "height", height,
            "resize", resize,
            "mean", mean.toString(),
            "std", deviation.toString()));
  }

  /** The same without augmentations, for data that is measured. */
  public ImageSettings withoutAugmentation() {
    Builder builder = builder().size(width, height).resize(resize);
    return builder.mean(mean.toString()).deviation(deviation.toString()).build();
  }

  /** Pixels in a row of what the model reads. */
  public int width() {
    return width;
  }

  /** Rows of what the model reads. */
  public int height() {
    return height;
  }

  /** Random changes of training pictures, in this order. */
  public List<Augmentation> augmentations() {
    return augmentations;
  }

  /** A picture resized and cut to {@link #width()} x {@link #height()}. */
  public Pixels frame(Pixels picture) {
    int shorter = Math.min(width, height);
    long boxWidth = (long) width * resize / shorter;
    long boxHeight = (long) height * resize / shorter;
    boolean wide = picture.width() * boxHeight >= picture.height() * boxWidth;
    long newWidth = wide ? boxHeight * picture.width() / picture.height() : boxWidth;
    long newHeight = wide ? boxHeight : boxWidth * picture.height() / picture.width();
    // Halves go to the even neighbour, as in torchvision's CenterCrop.
    long x = (long) Math.rint((newWidth - width) / 2.0);
    long y = (long) Math.rint((newHeight - height) / 2.0);
    if (newWidth == picture.width() && newHeight == picture.height()) {
      return picture.crop((int) x, (int) y, width, height);
    }
    return Resize.window(picture, newWidth, newHeight, x, y, width, height);
  }

  /** What the model reads for each of the 256 levels of a colour (0 red, 1 green, 2 blue). */
  float[] levels(int colour) {
    float[] levels = new float[LEVELS];
    for (int v = 0; v < LEVELS; v++) {
      levels[v] = (v / 255f - mean.values().get(colour)) / deviation.values().get(colour);
    }
    return levels;
  }

  @Override
  public String toString() {
    return description() + " " + augmentations.stream().map(Augmentation::name).toList();
  }

  /** Collects settings. Not thread-safe. */
  public static final class Builder {
    private int width = 224;
    private int height = 224;
    private int resize;
    private String mean = "imagenet";
    private String deviation = "imagenet";
    private List<Augmentation> augmentations = List.of();

    private Builder() {}

    /** What the model reads, in pixels. */
    public Builder size(int newWidth, int newHeight) {
      width = newWidth;
      height = newHeight;
      return this;
    }

    /** The shorter side before the centre crop; 0 is that of the size, so that least is cut. */
    public Builder resize(int pixels) {
      resize = pixels;
      return this;
    }

    /** {@code imagenet}, {@code cifar}, one number or {@code R,G,B}, for values from 0 to 1. */
    public Builder mean(String value) {
      mean = value;
      return this;
    }

    /** {@code imagenet}, {@code cifar}, one number or {@code R,G,B}, for values from 0 to 1. */
    public Builder deviation(String value) {
      deviation = value;
      return this;
    }

    /** Random changes of training pictures, such as {@link Augmentations#FLIP}. */
    public Builder augment(List<Augmentation> all) {
      augmentations = all;
      return this;
    }

    /**
     * Checks and builds.
     *
     * @throws BadInputException naming the setting that is out of range
     */
    public ImageSettings build() {
      return new ImageSettings(this);
    }
  }
}
