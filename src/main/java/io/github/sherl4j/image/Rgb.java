package io.github.sherl4j.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/**
 * The colours of a decoded picture as they stand in the file. Colour profiles are ignored, as
 * Pillow does; in particular grey levels stay what they are (Java's {@code getRGB} would brighten
 * them). 16-bit samples keep their upper half; what is transparent lies on white.
 */
final class Rgb {

  private static final int WHITE = 255;

  private Rgb() {}

  /** Converts; {@code null} for colours other than grey and RGB. */
  static Pixels of(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[width * height * Pixels.COLOURS];
    ColorModel model = image.getColorModel();
    int space = model.getColorSpace().getType();
    if (space != ColorSpace.TYPE_RGB && space != ColorSpace.TYPE_GRAY) {
      return null;
    }
    if (!(model instanceof ComponentColorModel)) { // palettes and packed pixels
      int[] row = new int[width];
      for (int y = 0; y < height; y++) {
        image.getRGB(0, y, width, 1, row, 0, width);
        for (int x = 0; x < width; x++) {
          int p = row[x];
          write(rgb, y * width + x, p >> 16 & 0xFF, p >> 8 & 0xFF, p & 0xFF, p >>> 24);
        }
      }
      return Pixels.of(width, height, rgb);
    }
    int type = model.getTransferType();
    if (type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT) {
      return null;
    }
    int shift = type == DataBuffer.TYPE_USHORT ? 8 : 0;
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int colours = bands - (model.hasAlpha() ? 1 : 0);
    int[] row = new int[width * bands];
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int at = x * bands;
        int alpha = model.hasAlpha() ? row[at + bands - 1] >> shift : WHITE;
        int green = colours == 1 ? at : at + 1;
        int blue = colours == 1 ? at : at + 2;
        write(rgb, y * width + x, row[at] >> shift, row[green] >> shift, row[blue] >> shift, alpha);
      }
    }
    return Pixels.of(width, height, rgb);
  }

  private static void write(byte[] rgb, int pixel, int red, int green, int blue, int alpha) {
    int at = pixel * Pixels.COLOURS;
    rgb[at] = onWhite(red, alpha);
    rgb[at + 1] = onWhite(green, alpha);
    rgb[at + 2] = onWhite(blue, alpha);
  }

  private static byte onWhite(int colour, int alpha) {
    return (byte) ((colour * alpha + WHITE * (WHITE - alpha) + WHITE / 2) / WHITE);
  }
}
