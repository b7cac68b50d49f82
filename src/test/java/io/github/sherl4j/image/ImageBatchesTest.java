package io.github.sherl4j.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.testing.TinyPictures;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Batches of pictures of 20 to 30 pixels, cut to 16x12. */
class ImageBatchesTest {

  private static final int WIDTH = 16;
  private static final int HEIGHT = 12;
  private static final List<TensorInfo> FIRST =
      List.of(new TensorInfo("x", DataType.FLOAT, List.of(-1L, 3L, -1L, -1L)));
  private static final List<TensorInfo> LAST =
      List.of(new TensorInfo("x", DataType.DOUBLE, List.of(-1L, 12L, 16L, 3L)));

  @TempDir Path folder;
  private List<ImageRow> rows;

  @BeforeEach
  void pictures() {
    rows = ImageRows.labelled(TinyPictures.tree(folder.resolve("t"), 6, 3));
  }

  private ImageData data(PixelBudget budget, String augment) {
    ImageSettings settings =
        ImageSettings.builder()
            .size(WIDTH, HEIGHT)
            .resize(14)
            .augment(Augmentations.named(augment))
            .build();
    return ImageData.of(rows, Labels.of(rows), settings, budget, folder);
  }

  private ImageBatches open(String augment, int batch, boolean shuffle, long seed) {
    BatchSettings settings = new BatchSettings(batch, 0, shuffle, false, false, seed);
    return new ImageBatches(data(PixelBudget.standard(), augment), FIRST, DataType.FLOAT, settings);
  }

  @Test
  void valuesLabelsAndBothLayouts() {
    ImageData data = data(PixelBudget.standard(), "");
    BatchSettings inOrder = BatchSettings.inOrder(5, 0);
    try (ImageBatches first = new ImageBatches(data, FIRST, DataType.FLOAT, inOrder);
        ImageBatches last = new ImageBatches(data, LAST, DataType.DOUBLE, inOrder)) {
      assertEquals(3, first.batches());
      for (int start = 0; first.hasNext(); start += 5) {
        INDArray x = first.next().getFeatures(0);
        MultiDataSet turned = last.next();
        assertEquals(DataType.DOUBLE, turned.getFeatures(0).dataType());
        assertEquals(x.permute(0, 2, 3, 1).castTo(DataType.DOUBLE), turned.getFeatures(0));
        for (int r = 0; r < x.size(0); r++) {
          Pixels pixels = data.settings().frame(rows.get(start + r).decode());
          double expected = (pixels.at(9, 7, 1) / 255.0 - 0.456) / 0.224;
          assertEquals(expected, x.getDouble(r, 1, 7, 9), 1e-5);
          assertEquals(start + r < 6 ? 1 : 0, turned.getLabels(0).getInt(r, 0), "cold comes first");
        }
      }
    }
  }

  @Test
  void whatWasDecodedAheadIsTakenOnlyWhereItBelongs() {
    List<INDArray> inOrder = new ArrayList<>();
    try (ImageBatches batches = open("flip,pad-crop", 2, true, 5)) {
      for (int epoch = 0; epoch < 2; epoch++) {
        batches.seek(epoch, 0);
        while (batches.hasNext()) {
          inOrder.add(batches.next().getFeatures(0).dup());
        }
      }
      int each = batches.batches();
      for (int at : new int[] {0, 3, 1, each, 2, each + 1, each + 2, 0, 1}) {
        batches.seek(at / each, at % each); // the thread may still decode what would have followed
        assertEquals(inOrder.get(at), batches.next().getFeatures(0), "batch " + at);
      }
    }
  }

  /** Row and epoch → the picture's values. */
  private static Map<String, INDArray> seen(ImageBatches batches, int epochs) {
    Map<String, INDArray> seen = new TreeMap<>();
    for (int e = 0; e < epochs; e++) {
      while (batches.hasNext()) {
        INDArray x = batches.next().getFeatures(0);
        int[] rows = batches.rows();
        for (int r = 0; r < rows.length; r++) {
          seen.put(e + " " + rows[r], x.slice(r).dup());
        }
      }
      batches.reset();
    }
    return seen;
  }

  @ParameterizedTest
  @ValueSource(strings = {"flip", "pad-crop", "resized-crop", "flip,resized-crop,pad-crop"})
  void chanceIsAFunctionOfSeedEpochAndRowAlone(String augment) {
    try (ImageBatches one = open(augment, 5, true, 7);
        ImageBatches otherBatches = open(augment, 3, false, 7);
        ImageBatches otherSeed = open(augment, 5, true, 8);
        ImageBatches plain = open("", 5, true, 7)) {
      Map<String, INDArray> seen = seen(one, 4);
      assertEquals(48, seen.size());
      assertEquals(seen, seen(otherBatches, 4));
      assertNotEquals(seen, seen(otherSeed, 4));
      assertNotEquals(seen, seen(plain, 4));
      for (int row = 0; row < 12; row++) {
        List<INDArray> distinct = new ArrayList<>();
        for (int e = 0; e < 4; e++) {
          INDArray now = seen.get(e + " " + row);
          if (!distinct.contains(now)) {
            distinct.add(now);
          }
        }
        assertTrue(distinct.size() > 1 || augment.equals("flip"), "row " + row + " never changes");
      }
    }
  }

  @Test
  void flipsAreEven() {
    int flipped = 0;
    try (ImageBatches batches = open("flip", 12, false, 1);
        ImageBatches plain = open("", 12, false, 1)) {
      Map<String, INDArray> straight = seen(plain, 1);
      for (Map.Entry<String, INDArray> e : seen(batches, 30).entrySet()) {
        String row = e.getKey().substring(e.getKey().indexOf(' '));
        flipped += straight.get("0" + row).equals(e.getValue()) ? 0 : 1;
      }
    }
    assertTrue(flipped > 140 && flipped < 220, flipped + " of 360");
  }

  @Test
  void seekIsTheSameAsReadingOn() {
    try (ImageBatches on = open("resized-crop,flip", 5, true, 5);
        ImageBatches sought = open("resized-crop,flip", 5, true, 5)) {
      for (int e = 0; e < 3; e++) {
        for (int b = 0; on.hasNext(); b++) {
          sought.seek(e, b);
          assertEquals(on.next().getFeatures(0), sought.next().getFeatures(0));
        }
        on.reset();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "resized-crop"})
  void whatIsKeptChangesNothing(String augment) throws IOException {
    BatchSettings settings = new BatchSettings(5, 0, true, false, false, 2);
    Map<String, INDArray> kept;
    ImageData data = data(PixelBudget.standard(), augment);
    data.checkAll();
    try (ImageBatches none =
            new ImageBatches(data(new PixelBudget(0), augment), FIRST, DataType.FLOAT, settings);
        ImageBatches some =
            new ImageBatches(
                data(new PixelBudget(3000), augment), FIRST, DataType.FLOAT, settings);
        ImageBatches all = new ImageBatches(data, FIRST, DataType.FLOAT, settings)) {
      kept = seen(none, 2);
      assertEquals(kept, seen(some, 2));
      Files.delete(folder.resolve("t/warm/p000.png"));
      all.seek(0, 0);
      assertEquals(kept, seen(all, 2), "kept pictures are not decoded again");
    }
  }

  @Test
  void arraysAreClosedWhenTheNextBatchIsMade() {
    try (ImageBatches batches = open("", 5, false, 1)) {
      MultiDataSet first = batches.next();
      assertFalse(first.getFeatures(0).wasClosed());
      MultiDataSet second = batches.next();
      assertTrue(first.getFeatures(0).wasClosed() && first.getLabels(0).wasClosed());
      batches.close();
      assertTrue(second.getFeatures(0).wasClosed());
    }
  }

  @Test
  void brokenPicturesAreMetAtTheCheck() throws IOException {
    Path file = folder.resolve("t/warm/p003.png");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 200));
    ImageData data = data(PixelBudget.standard(), "");
    BadInputException e = assertThrows(BadInputException.class, data::checkAll);
    assertEquals(file.toString(), e.where());
  }

  @Test
  void settingsThatDoNotFit() {
    ImageData data = data(PixelBudget.standard(), "");
    List<TensorInfo> square =
        List.of(new TensorInfo("x", DataType.FLOAT, List.of(-1L, 3L, 16L, 16L)));
    assertThrows(
        BadInputException.class,
        () -> new ImageBatches(data, square, DataType.FLOAT, BatchSettings.inOrder(4, 0)));
    assertThrows(
        BadInputException.class,
        () -> new ImageBatches(data, FIRST, DataType.FLOAT, BatchSettings.inOrder(4, 9)));
  }
}
