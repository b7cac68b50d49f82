package io.github.sherl4j.image;

/**
 * Bytes of the heap that decoded pictures may take until the process ends; several data sets can
 * share one. What no longer fits is decoded again each time. Not thread-safe.
 */
public final class PixelBudget {

  private static final int PART_OF_HEAP = 4;

  private long left;

  /** A budget of so many bytes. */
  public PixelBudget(long bytes) {
    left = bytes;
  }

  /** A quarter of the heap that Java may have. */
  public static PixelBudget standard() {
    return new PixelBudget(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  boolean take(Pixels pixels) {
    long bytes = pixels.bytes().length;
    if (bytes > left) {
      return false;
    }
    left -= bytes;
    return true;
  }
}
