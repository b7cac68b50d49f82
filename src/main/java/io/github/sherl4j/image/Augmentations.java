package io.github.sherl4j.image;

import com.google.common.base.Splitter;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.internal.Names;
import java.util.List;
import java.util.SplittableRandom;

/** The built-in augmentations, after torchvision's of the same kind. */
public final class Augmentations {

  /** {@code flip}: left and right exchanged, every second time. */
  public static final Augmentation FLIP = new Flip();

  /** {@code pad-crop}: moved by up to an eighth of the size each way; what comes in is black. */
  public static final Augmentation PAD_CROP = new PadCrop();

  /**
   * {@code resized-crop}: a part of 8 to 100 % of the whole picture's area, of an aspect from 3:4
   * to 4:3, resized.
   */
  public static final Augmentation RESIZED_CROP = new ResizedCrop();

  private static final List<Augmentation> ALL = List.of(FLIP, PAD_CROP, RESIZED_CROP);

  private Augmentations() {}

  /**
   * Those of a comma-separated list of names.
   *
   * @throws NoMatchException listing the nearest names
   */
  public static List<Augmentation> named(String list) {
    return Splitter.on(',')
        .trimResults()
        .omitEmptyStrings()
        .splitToStream(list)
        .map(Augmentations::one)
        .toList();
  }

  private static Augmentation one(String name) {
    List<String> names = ALL.stream().map(Augmentation::name).toList();
    return ALL.stream()
        .filter(a -> a.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new NoMatchException(
                    "'" + name + "'",
                    "an augmentation",
                    "--augment",
                    Names.didYouMean(name, names)));
  }

  private static final class Flip implements Augmentation {
    @Override
    public String name() {
      return "flip";
    }

    @Override
    public Pixels apply(Pixels picture, int width, int height, SplittableRandom random) {
      return random.nextBoolean() ? picture.mirrored() : picture;
    }
  }

  private static final class PadCrop implements Augmentation {
    private static final int PART = 8;

    @Override
    public String name() {
      return "pad-crop";
    }

    @Override
    public Pixels apply(Pixels picture, int width, int height, SplittableRandom random) {
      int x = random.nextInt(-(width / PART), width / PART + 1);
      int y = random.nextInt(-(height / PART), height / PART + 1);
      return picture.crop(x, y, width, height);
    }
  }

  private static final class ResizedCrop implements Augmentation {
    private static final double SMALLEST = 0.08;
    private static final double WIDEST = 4.0 / 3;
    private static final int TRIES = 10;

    @Override
    public String name() {
      return "resized-crop";
    }

    @Override
    public boolean frames() {
      return true;
    }

    @Override
    public Pixels apply(Pixels picture, int width, int height, SplittableRandom random) {
      int fullWidth = picture.width();
      int fullHeight = picture.height();
      for (int i = 0; i < TRIES; i++) {
        double area = (double) fullWidth * fullHeight * random.nextDouble(SMALLEST, 1);
        double aspect = Math.exp(random.nextDouble(-1, 1) * Math.log(WIDEST));
        long w = Math.round(Math.sqrt(area * aspect));
        long h = Math.round(Math.sqrt(area / aspect));
        if (w > 0 && w <= fullWidth && h > 0 && h <= fullHeight) {
          int x = random.nextInt(fullWidth - (int) w + 1);
          int y = random.nextInt(fullHeight - (int) h + 1);
          return picture.crop(x, y, (int) w, (int) h).resized(width, height);
        }
      }
      // Too long a picture for its parts to fit: the middle, as near to the whole as allowed.
      int w = (int) Math.max(1, Math.min(fullWidth, Math.round(fullHeight * WIDEST)));
      int h = (int) Math.max(1, Math.min(fullHeight, Math.round(fullWidth * WIDEST)));
      return picture.crop((fullWidth - w) / 2, (fullHeight - h) / 2, w, h).resized(width, height);
    }
  }
}
