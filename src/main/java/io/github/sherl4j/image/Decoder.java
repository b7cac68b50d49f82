package io.github.sherl4j.image;

import com.google.common.collect.Streams;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.SherlException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes picture files that nobody vouches for, with the JDK's own readers: JPEG, PNG, BMP, GIF
 * (its first picture), told by content. The size is checked from the header before anything is
 * decoded; metadata, and with it the orientation that EXIF may ask for, is not read.
 */
final class Decoder {

  /** More pixels are refused, and more than the heap can take. */
  static final long MOST_PIXELS = 1L << 26;

  private static final int HEAP_BYTES_A_PIXEL = 16; // 16-bit RGBA, our bytes, and as much again
  private static final Set<String> FORMATS = Set.of("jpeg", "png", "bmp", "gif");
  private static final String KINDS = "a whole JPEG, PNG, BMP or GIF picture";

  private Decoder() {}

  /** Whether the file starts like a picture. */
  static boolean accepts(Path file) {
    try (ImageInputStream in = open(file)) {
      return reader(in).isPresent();
    } catch (IOException e) {
      return false; // unreadable: reported when it is opened as something else
    }
  }

  /**
   * Decodes a file.
   *
   * @throws BadInputException with its path if it is missing, no picture, broken or too large
   */
  static Pixels decode(Path file) {
    if (!Files.isRegularFile(file)) {
      throw bad("no such file", KINDS, file, "check the path", null);
    }
    try (ImageInputStream in = open(file)) {
      ImageReader reader =
          reader(in)
              .orElseThrow(
                  () ->
                      bad(
                          "a file that is no picture",
                          KINDS,
                          file,
                          "remove it, or save the picture in one of these formats",
                          null));
      try {
        return read(reader, in, file);
      } finally {
        reader.dispose();
      }
    } catch (SherlException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // readers throw all sorts on broken files
      throw broken(String.valueOf(e.getMessage()), file, e);
    }
  }

  private static Pixels read(ImageReader reader, ImageInputStream in, Path file)
      throws IOException {
    AtomicReference<String> warning = new AtomicReference<>();
    reader.setInput(in, true, true);
    checkSize(reader.getWidth(0), reader.getHeight(0), file);
    if (format(reader).equals("jpeg")) { // whose reader greys what is missing, and only warns
      reader.addIIOReadWarningListener((source, text) -> warning.compareAndSet(null, text));
    }
    BufferedImage image = reader.read(0);
    String text = warning.get();
    if (text != null && !text.contains("extraneous bytes")) {
      throw broken(text, file, null);
    }
    Pixels pixels = Rgb.of(image);
    if (pixels == null) {
      throw bad(
          "colours of another kind", "grey or RGB", file, "save the picture again as RGB", null);
    }
    return pixels;
  }

  private static void checkSize(int width, int height, Path file) {
    long most = Math.min(MOST_PIXELS, Runtime.getRuntime().maxMemory() / HEAP_BYTES_A_PIXEL);
    if ((long) width * height > most) {
      throw bad(
          "a picture of " + width + "x" + height + " pixels",
          "at most " + most + " pixels",
          file,
          most < MOST_PIXELS ? "make it smaller, or give Java more heap (-Xmx)" : "make it smaller",
          null);
    }
  }

  private static ImageInputStream open(Path file) throws IOException {
    ImageInputStream in = ImageIO.createImageInputStream(file.toFile());
    if (in == null) {
      throw new IOException("cannot be opened");
    }
    return in;
  }

  private static Optional<ImageReader> reader(ImageInputStream in) {
    return Streams.stream(ImageIO.getImageReaders(in))
        .filter(r -> FORMATS.contains(format(r)))
        .findFirst();
  }

  private static String format(ImageReader reader) {
    return Arrays.stream(reader.getOriginatingProvider().getFormatNames())
        .filter(FORMATS::contains)
        .findFirst()
        .orElse("");
  }

  private static BadInputException broken(String why, Path file, Throwable cause) {
    return bad(
        "a broken picture (" + why + ")",
        KINDS,
        file,
        "remove it, or save it again with a program that can open it",
        cause);
  }

  private static BadInputException bad(
      String found, String expected, Path file, String remedy, Throwable cause) {
    return new BadInputException(found, expected, file.toString(), remedy, cause);
  }
}
