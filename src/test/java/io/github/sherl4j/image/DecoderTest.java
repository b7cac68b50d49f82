package io.github.sherl4j.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.testing.TinyPictures;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kinds of pictures, and files that are none. */
class DecoderTest {

  @TempDir Path folder;

  private Pixels decoded(BufferedImage image, String format) {
    return Decoder.decode(TinyPictures.write(folder.resolve("p." + format), image, format));
  }

  private static void near(int expected, Pixels pixels, int x, int y, int colour, int tolerance) {
    int found = pixels.at(x, y, colour);
    assertTrue(Math.abs(expected - found) <= tolerance, expected + " and " + found);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void coloursAreThoseOfTheFile(String format) {
    assertEquals(ResizeTest.pattern(13, 9), decoded(TinyPictures.pattern(13, 9), format));
  }

  @Test
  void jpegIsRgbAndNear() {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 1200; i++) {
      image.setRGB(i % 40, i / 40, i % 40 < 16 ? 0xFF0000 : 0x1020C0);
    }
    Pixels pixels = decoded(image, "jpg");
    near(255, pixels, 2, 2, 0, 4);
    near(0, pixels, 2, 2, 2, 4);
    near(0x10, pixels, 30, 20, 0, 4);
    near(0xC0, pixels, 30, 20, 2, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp"})
  void greyLevelsStayWhatTheyAre(String format) {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      image.getRaster().setSample(i % 16, i / 16, 0, 100);
    }
    Pixels pixels = decoded(image, format);
    for (int colour = 0; colour < 3; colour++) {
      near(100, pixels, 7, 7, colour, format.equals("jpg") ? 1 : 0);
    }
  }

  @Test
  void transparencyLiesOnWhite() {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00123456);
    image.setRGB(1, 0, 0xFF123456);
    image.setRGB(2, 0, 0x80000000);
    Pixels pixels = decoded(image, "png");
    assertEquals(255, pixels.at(0, 0, 1));
    assertEquals(0x34, pixels.at(1, 0, 1));
    assertEquals(127, pixels.at(2, 0, 1));
  }

  @Test
  void sixteenBitsBecomeEight() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 0xABCD);
    assertEquals(0xAB, decoded(image, "png").at(0, 0, 2));
    ColorModel model =
        new ComponentColorModel(
            ColorModel.getRGBdefault().getColorSpace(),
            new int[] {16, 16, 16},
            false,
            false,
            ColorModel.OPAQUE,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(2, 2);
    raster.setPixel(1, 1, new int[] {0x1234, 0x5678, 0x9ABC});
    Pixels pixels = decoded(new BufferedImage(model, raster, false, null), "png");
    assertEquals(0x12, pixels.at(1, 1, 0));
    assertEquals(0x9A, pixels.at(1, 1, 2));
  }

  @Test
  void palettesAndTheFirstPictureOfAGif() {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_INDEXED);
    image.setRGB(3, 4, new Color(0xFF, 0x33, 0x00).getRGB());
    for (String format : new String[] {"gif", "png"}) {
      Pixels pixels = decoded(image, format);
      assertEquals(0xFF, pixels.at(3, 4, 0));
      assertEquals(0x33, pixels.at(3, 4, 1));
      assertEquals(0, pixels.at(3, 4, 2));
    }
  }

  @Test
  void bilevelPng() {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_BINARY);
    image.setRGB(1, 2, 0xFFFFFFFF);
    Pixels pixels = decoded(image, "png");
    assertEquals(255, pixels.at(1, 2, 1));
    assertEquals(0, pixels.at(2, 2, 1));
  }

  private void refused(Path file, String saying) {
    BadInputException e = assertThrows(BadInputException.class, () -> Decoder.decode(file));
    assertEquals(file.toString(), e.where());
    assertTrue(e.getMessage().contains(saying), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
  void aCutPictureIsRefusedWhereverItIsCut(String format) throws IOException {
    Path file =
        TinyPictures.write(folder.resolve("p." + format), TinyPictures.pattern(60, 50), format);
    byte[] whole = Files.readAllBytes(file);
    for (int part = 0; part < 20; part++) {
      Path cut = folder.resolve("cut" + part);
      Files.write(cut, Arrays.copyOf(whole, whole.length * part / 20));
      refused(cut, "picture");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
  void damagedBytesNeverEndInAnotherError(String format) throws IOException {
    Path file =
        TinyPictures.write(folder.resolve("p." + format), TinyPictures.pattern(40, 30), format);
    byte[] whole = Files.readAllBytes(file);
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = whole.clone();
      for (int k = 0; k < 1 + i % 4; k++) {
        int region = i % 2 == 0 ? Math.min(64, bytes.length) : bytes.length;
        bytes[random.nextInt(region)] = (byte) random.nextInt(256);
      }
      Path damaged = Files.write(folder.resolve("damaged"), bytes);
      try {
        Decoder.decode(damaged);
      } catch (BadInputException e) {
        assertEquals(damaged.toString(), e.where());
      }
    }
  }

  @Test
  void whatIsNoPicture() throws IOException {
    refused(folder.resolve("absent.png"), "no such file");
    refused(folder, "no such file");
    refused(Files.write(folder.resolve("empty.jpg"), new byte[0]), "no picture");
    refused(Files.writeString(folder.resolve("text.png"), "this is text\n"), "no picture");
    refused(Files.write(folder.resolve("zeros.gif"), new byte[4096]), "no picture");
  }

  @Test
  void aHugeSizeIsRefusedBeforeDecoding() throws IOException {
    byte[] png =
        Files.readAllBytes(
            TinyPictures.write(folder.resolve("p.png"), TinyPictures.pattern(4, 4), "png"));
    ByteBuffer header = ByteBuffer.wrap(png).putInt(16, 50_000).putInt(20, 40_000);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    header.putInt(29, (int) crc.getValue());
    refused(Files.write(folder.resolve("huge.png"), png), "50000x40000 pixels");
  }
}
