package io.github.sherl4j.image;

import java.util.Arrays;

/** A picture in memory: 8 bits a colour, RGB, row after row. Immutable. */
public final class Pixels {

  /** Red, green, blue. */
  static final int COLOURS = 3;

  private final int width;
  private final int height;
  private final byte[] rgb;

  private Pixels(int width, int height, byte[] rgb) {
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  /**
   * A picture of given bytes, which nobody may change afterwards.
   *
   * @param rgb red, green, blue of the upper left pixel, then of its right neighbour, and so on
   */
  static Pixels of(int width, int height, byte[] rgb) {
    if (width < 1 || height < 1 || rgb.length != (long) width * height * COLOURS) {
      throw new IllegalArgumentException(rgb.length + " bytes for " + width + "x" + height);
    }
    return new Pixels(width, height, rgb);
  }

  /** Pixels in a row. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /**
   * One colour of one pixel, 0 to 255.
   *
   * @param x from the left, from 0
   * @param y from the top, from 0
   * @param colour 0 red, 1 green, 2 blue
   */
  public int at(int x, int y, int colour) {
    return rgb[(y * width + x) * COLOURS + colour] & 0xFF;
  }

  /** The bytes themselves; not to be changed. */
  byte[] bytes() {
    return rgb;
  }

  /** The part that starts {@code x} from the left and {@code y} from the top. Outside is black. */
  public Pixels crop(int x, int y, int newWidth, int newHeight) {
    byte[] cut = new byte[newWidth * newHeight * COLOURS];
    int left = Math.max(0, -x);
    int right = Math.min(newWidth, width - x);
    for (int row = Math.max(0, -y); row < Math.min(newHeight, height - y) && left < right; row++) {
      int from = ((row + y) * width + x + left) * COLOURS;
      int to = (row * newWidth + left) * COLOURS;
      System.arraycopy(rgb, from, cut, to, (right - left) * COLOURS);
    }
    return of(newWidth, newHeight, cut);
  }

  /** Left and right exchanged. */
  public Pixels mirrored() {
    byte[] mirrored = new byte[rgb.length];
    for (int pixel = 0; pixel < width * height; pixel++) {
      int other = pixel - pixel % width + (width - 1 - pixel % width);
      System.arraycopy(rgb, pixel * COLOURS, mirrored, other * COLOURS, COLOURS);
    }
    return of(width, height, mirrored);
  }

  /**
   * The picture at another size, bilinear, with antialiasing where it becomes smaller; the aspect
   * may change.
   */
  public Pixels resized(int newWidth, int newHeight) {
    return Resize.window(this, newWidth, newHeight, 0, 0, newWidth, newHeight);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pixels p && width == p.width && Arrays.equals(rgb, p.rgb);
  }

  @Override
  public int hashCode() {
    return 31 * width + Arrays.hashCode(rgb);
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
