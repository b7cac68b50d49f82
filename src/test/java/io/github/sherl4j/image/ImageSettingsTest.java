package io.github.sherl4j.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.importer.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;

class ImageSettingsTest {

  /** Sizes and offsets of torchvision's Resize(resize) and CenterCrop(crop), worked out by hand. */
  @ParameterizedTest
  @CsvSource({
    "500, 375, 256, 224, 341, 256, 58, 16", // 58.5 and 16: a half goes to the even side
    "375, 500, 256, 224, 256, 341, 16, 58",
    "300, 300, 235, 224, 235, 235, 6, 6", // 5.5
    "32, 32, 32, 32, 32, 32, 0, 0",
    "45, 30, 20, 20, 30, 20, 5, 0",
  })
  void resizedThenCutInTheMiddle(
      int width, int height, int resize, int crop, int newWidth, int newHeight, int x, int y) {
    Pixels in = ResizeTest.pattern(width, height);
    ImageSettings settings = ImageSettings.builder().size(crop, crop).resize(resize).build();
    assertEquals(in.resized(newWidth, newHeight).crop(x, y, crop, crop), settings.frame(in));
  }

  @ParameterizedTest
  @CsvSource({"40, 40", "10, 90", "90, 10", "1, 3000", "3000, 1", "8, 6"})
  void otherAspectsAreCovered(int width, int height) {
    ImageSettings settings = ImageSettings.builder().size(40, 30).resize(33).build();
    Pixels white = Pixels.of(width, height, whites(width * height * 3));
    assertEquals(Pixels.of(40, 30, whites(40 * 30 * 3)), settings.frame(white));
  }

  private static byte[] whites(int count) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) 255);
    return bytes;
  }

  @Test
  void levelsAreScaledShiftedAndDivided() {
    ImageSettings imagenet = ImageSettings.builder().build();
    assertEquals((1 - 0.485) / 0.229, imagenet.levels(0)[255], 1e-6);
    assertEquals((128 / 255.0 - 0.406) / 0.225, imagenet.levels(2)[128], 1e-6);
    ImageSettings half = ImageSettings.builder().mean("0.5").deviation("0.5").build();
    assertEquals(-1, half.levels(1)[0], 1e-7);
    assertEquals(1, half.levels(1)[255], 1e-7);
    ImageSettings cifar = ImageSettings.builder().mean("cifar").deviation("cifar").build();
    assertEquals((0 - 0.4822) / 0.2435, cifar.levels(1)[0], 1e-6);
  }

  @Test
  void anAdapterFileKeepsEverythingThatPredictionNeeds() {
    ImageSettings settings =
        ImageSettings.builder()
            .size(40, 30)
            .resize(33)
            .mean("cifar")
            .deviation("0.1,0.2,0.3")
            .augment(List.of(Augmentations.FLIP))
            .build();
    Map<String, Object> kept = settings.description();
    ImageSettings restored = ImageSettings.restore(name -> "" + kept.get(name));
    assertEquals(settings.withoutAugmentation().toString(), restored.toString());
    assertEquals(kept, restored.description());
    assertThrows(BadInputException.class, () -> ImageSettings.restore(name -> ""));
  }

  @Test
  void whatCannotBe() {
    refused(ImageSettings.builder().mean("imagnet"), "imagnet");
    refused(ImageSettings.builder().mean("0.1,0.2"), "one number or three");
    refused(ImageSettings.builder().mean("NaN"), "NaN");
    refused(ImageSettings.builder().deviation("0.1,0,0.2"), "above 0");
    refused(ImageSettings.builder().size(0, 5), "at least 1");
    refused(ImageSettings.builder().size(9000, 9000), "at most");
    refused(ImageSettings.builder().size(64, 64).resize(63), "at least the crop");
    refused(
        ImageSettings.builder().augment(Augmentations.named("resized-crop, resized-crop")),
        "at most one");
    NoMatchException e = assertThrows(NoMatchException.class, () -> Augmentations.named("flop"));
    assertTrue(e.remedy().contains("flip"), e.remedy());
  }

  private static void refused(ImageSettings.Builder builder, String saying) {
    BadInputException e = assertThrows(BadInputException.class, builder::build);
    assertTrue(e.getMessage().contains(saying), e.getMessage());
  }

  @Test
  void inputsOfBackbones() {
    TensorInfo first = new TensorInfo("x", DataType.FLOAT, List.of(-1L, 3L, 32L, -1L));
    TensorInfo last = new TensorInfo("x", DataType.FLOAT16, List.of(-1L, 40L, 30L, 3L));
    assertEquals(new ImageInput("x", DataType.FLOAT, true, 32, -1), ImageInput.of(List.of(first)));
    assertEquals(
        new ImageInput("x", DataType.FLOAT16, false, 40, 30), ImageInput.of(List.of(last)));
    TensorInfo grey = new TensorInfo("x", DataType.FLOAT, List.of(-1L, 1L, 28L, 28L));
    TensorInfo ids = new TensorInfo("ids", DataType.INT64, List.of(-1L, -1L));
    assertTrue(ImageInput.among(List.of(ids, grey)));
    for (List<TensorInfo> inputs : List.of(List.of(grey), List.of(ids), List.of(ids, first))) {
      assertThrows(BadInputException.class, () -> ImageInput.of(inputs));
    }
    ImageSettings square = ImageSettings.builder().size(32, 32).build();
    ImageInput.of(List.of(first)).require(square);
    assertThrows(BadInputException.class, () -> ImageInput.of(List.of(last)).require(square));
  }
}
