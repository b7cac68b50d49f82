package io.github.sherl4j.testing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Made-up pictures. */
public final class TinyPictures {

  private TinyPictures() {}

  /** A colour of the pattern that recorded values were computed from. */
  public static int pattern(int x, int y, int colour) {
    return (x * 7 + y * 13 + colour * 29 + x * y * (colour + 1)) % 256;
  }

  /** The pattern as a picture. */
  public static BufferedImage pattern(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, pattern(x, y, 0) << 16 | pattern(x, y, 1) << 8 | pattern(x, y, 2));
      }
    }
    return image;
  }

  /** Writes a picture. */
  public static Path write(Path file, BufferedImage image, String format) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalStateException("no writer for " + format);
      }
      Files.createDirectories(file.toAbsolutePath().getParent());
      return Files.write(file, bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A tree {@code warm/…, cold/…} of noisy PNG pictures, red above blue or blue above red, 20 to 30
   * pixels wide and high.
   */
  public static Path tree(Path root, int each, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2 * each; i++) {
      boolean warm = i % 2 == 0;
      int width = 20 + random.nextInt(11);
      int height = 20 + random.nextInt(11);
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int strong = 120 + random.nextInt(120);
          int weak = random.nextInt(120);
          boolean red = warm == y < height / 2;
          image.setRGB(
              x, y, (red ? strong : weak) << 16 | random.nextInt(256) << 8 | (red ? weak : strong));
        }
      }
      String name = String.format("%s/p%03d.png", warm ? "warm" : "cold", i / 2);
      write(root.resolve(name), image, "png");
    }
    return root;
  }
}
