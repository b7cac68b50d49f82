package io.github.sherl4j.image;

/**
 * Bilinear resizing with antialiasing, after Pillow's {@code Image.resize(size, BILINEAR)}
 * (src/libImaging/Resample.c), which torchvision uses for pictures: a triangle as wide as an output
 * pixel covers of the input, first along rows, then along columns, with weights in 22-bit fixed
 * point and bytes in between. Equal to Pillow 12.3 byte for byte.
 */
final class Resize {

  private static final int BITS = 22;

  private final int first;
  private final int[] weights;

  /** What one output pixel sees: {@code weights} over the inputs from {@code first} on. */
  private Resize(int first, int[] weights) {
    this.first = first;
    this.weights = weights;
  }

  /**
   * A window of the picture as it would be at another size; the rest is never computed.
   *
   * @param newWidth size of the whole; may be larger than memory
   * @param x where in the whole the window starts
   */
  static Pixels window(
      Pixels in, long newWidth, long newHeight, long x, long y, int width, int height) {
    Resize[] down = axis(in.height(), newHeight, y, height);
    boolean rows = newWidth != in.width() || x != 0 || width != in.width();
    boolean columns = newHeight != in.height() || y != 0 || height != in.height();
    int top = rows ? down[0].first : 0;
    Pixels wide = rows ? along(in, axis(in.width(), newWidth, x, width), down) : in;
    return columns || rows ? across(wide, down, top) : wide;
  }

  private static Resize[] axis(int size, long newSize, long from, int count) {
    double scale = (double) size / newSize;
    double support = Math.max(1, scale);
    Resize[] all = new Resize[count];
    for (int i = 0; i < count; i++) {
      double centre = (from + i + 0.5) * scale;
      int first = Math.max(0, (int) (centre - support + 0.5));
      int end = Math.min(size, (int) (centre + support + 0.5));
      double[] exact = new double[end - first];
      double sum = 0;
      for (int k = 0; k < exact.length; k++) {
        double distance = Math.abs((k + first - centre + 0.5) / support);
        exact[k] = Math.max(0, 1 - distance);
        sum += exact[k];
      }
      int[] weights = new int[exact.length];
      for (int k = 0; k < exact.length; k++) {
        weights[k] = (int) (0.5 + exact[k] / sum * (1 << BITS));
      }
      all[i] = new Resize(first, weights);
    }
    return all;
  }

  /** Resizes along the rows, from the first to the last that {@code down} looks at. */
  private static Pixels along(Pixels in, Resize[] axis, Resize[] down) {
    int top = down[0].first;
    Resize last = down[down.length - 1];
    int height = last.first + last.weights.length - top;
    byte[] to = new byte[axis.length * height * Pixels.COLOURS];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < axis.length; x++) {
        int start = ((y + top) * in.width() + axis[x].first) * Pixels.COLOURS;
        int place = (y * axis.length + x) * Pixels.COLOURS;
        axis[x].write(in.bytes(), start, Pixels.COLOURS, to, place);
      }
    }
    return Pixels.of(axis.length, height, to);
  }

  /** Resizes along the columns of a picture that lacks the first {@code top} rows. */
  private static Pixels across(Pixels in, Resize[] axis, int top) {
    int row = in.width() * Pixels.COLOURS;
    byte[] to = new byte[row * axis.length];
    for (int y = 0; y < axis.length; y++) {
      for (int x = 0; x < row; x += Pixels.COLOURS) {
        axis[y].write(in.bytes(), (axis[y].first - top) * row + x, row, to, y * row + x);
      }
    }
    return Pixels.of(in.width(), axis.length, to);
  }

  private void write(byte[] from, int start, int step, byte[] to, int place) {
    int red = 1 << (BITS - 1);
    int green = red;
    int blue = red;
    int at = start;
    for (int weight : weights) {
      red += weight * (from[at] & 0xFF);
      green += weight * (from[at + 1] & 0xFF);
      blue += weight * (from[at + 2] & 0xFF);
      at += step;
    }
    to[place] = clip(red);
    to[place + 1] = clip(green);
    to[place + 2] = clip(blue);
  }

  /** Rounded weights may add up to a little more than one. */
  private static byte clip(int sum) {
    return (byte) Math.min(255, sum >> BITS);
  }
}
