package io.github.sherl4j.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.primitives.Bytes;
import com.google.common.primitives.Ints;
import io.github.sherl4j.testing.TinyPictures;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recorded with Pillow 12.3.0, {@code Image.resize(size, Image.BILINEAR)}, on the same pattern. */
class ResizeTest {

  static Pixels pattern(int width, int height) {
    byte[] rgb = new byte[width * height * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) TinyPictures.pattern(i / 3 % width, i / 3 / width, i % 3);
    }
    return Pixels.of(width, height, rgb);
  }

  private static int[] levels(Pixels pixels) {
    return Bytes.asList(pixels.bytes()).stream().mapToInt(b -> b & 0xFF).toArray();
  }

  @Test
  void smallPicturesValueForValue() {
    assertArrayEquals(
        new int[] {20, 50, 80, 37, 69, 101, 54, 88, 122, 48, 79, 111, 69, 107, 145, 90, 135, 179},
        levels(pattern(7, 5).resized(3, 2)));
    assertArrayEquals(
        Ints.concat(
            new int[] {0, 29, 58, 3, 32, 61, 7, 36, 65, 11, 40, 69, 14, 43, 72},
            new int[] {3, 32, 61, 6, 36, 65, 11, 40, 69, 15, 44, 74, 18, 47, 77},
            new int[] {10, 39, 68, 13, 43, 72, 18, 47, 77, 22, 52, 83, 25, 56, 86},
            new int[] {13, 42, 71, 16, 46, 75, 21, 51, 81, 26, 56, 87, 29, 60, 91}),
        levels(pattern(3, 2).resized(5, 4)));
  }

  @ParameterizedTest
  @CsvSource({
    "64, 48, 17, 11, 3e959c20",
    "500, 375, 298, 224, 94b51c7f",
    "375, 500, 224, 298, a2ba0abd",
    "33, 29, 224, 196, bd3cc397",
    "100, 100, 96, 128, 4b26505f",
    "640, 480, 224, 480, bce3d5e4",
    "32, 32, 96, 96, d94ff98e",
    "1999, 37, 224, 224, efcb274c",
  })
  void largerPicturesByteForByte(int width, int height, int newWidth, int newHeight, String crc) {
    CRC32 sum = new CRC32();
    sum.update(pattern(width, height).resized(newWidth, newHeight).bytes());
    assertEquals(crc, String.format("%08x", sum.getValue()));
  }

  @ParameterizedTest
  @CsvSource({"90, 70, 40, 31", "20, 31, 64, 99", "50, 40, 50, 20", "50, 40, 25, 40"})
  void aWindowIsAPartOfTheWhole(int width, int height, int newWidth, int newHeight) {
    Pixels in = pattern(width, height);
    Pixels whole = in.resized(newWidth, newHeight);
    assertEquals(whole, Resize.window(in, newWidth, newHeight, 0, 0, newWidth, newHeight));
    assertEquals(whole.crop(3, 5, 17, 9), Resize.window(in, newWidth, newHeight, 3, 5, 17, 9));
  }

  @Test
  void theSameSizeIsTheSamePicture() {
    assertEquals(pattern(9, 6), pattern(9, 6).resized(9, 6));
  }

  @Test
  void partsMirrorsAndBlackBorders() {
    Pixels in = pattern(5, 4);
    Pixels part = in.crop(-1, 2, 4, 3);
    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 4; x++) {
        int expected = x == 0 || y == 2 ? 0 : TinyPictures.pattern(x - 1, y + 2, 1);
        assertEquals(expected, part.at(x, y, 1), x + "," + y);
      }
    }
    assertEquals(Pixels.of(2, 2, new byte[12]), in.crop(50, -70, 2, 2));
    assertEquals(TinyPictures.pattern(1, 3, 2), in.mirrored().at(3, 3, 2));
    assertEquals(in, in.mirrored().mirrored());
  }
}
