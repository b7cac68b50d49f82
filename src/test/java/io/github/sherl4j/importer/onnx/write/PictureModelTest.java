package io.github.sherl4j.importer.onnx.write;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.transform.TunedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Written picture networks are sound files of the right sizes, run on any batch, are tuneable. */
class PictureModelTest {

  @TempDir Path folder;

  private static VisionTransformerModel vit() {
    return new VisionTransformerModel(3, 16, 4, 32, 32, 8, 1);
  }

  private static BottleneckModel resNet() {
    return new BottleneckModel(List.of(2, 2), 4, 32, 1);
  }

  @Test
  void sizesAreThoseOfTheOriginals() {
    assertEquals(85_798_656, VisionTransformerModel.base(0).parameters());
    assertEquals(197, VisionTransformerModel.base(0).tokens());
    // torchvision's ResNet-50 without fc, its batch norms folded: a bias in place of two vectors
    assertEquals(23_508_032 - 26_560, BottleneckModel.resNet50(0).parameters());
    assertEquals(49, BottleneckModel.resNet50(0).places());
  }

  @Test
  void runOnAnyBatch() {
    shape(vit(), "last_hidden_state", 17, 16);
    shape(resNet(), "features", 32, 4, 4);
  }

  private void shape(PictureModel model, String output, long... sizes) {
    Path file = folder.resolve("m.onnx");
    model.write(file);
    try (Backbone backbone = Sherl.open(file)) {
      assertEquals(model.parameters(), backbone.parameters());
      for (long batch = 1; batch <= 2; batch++) {
        Map<String, INDArray> feed =
            Map.of(PictureValues.INPUT, Nd4j.rand(DataType.FLOAT, batch, 3, 32, 32));
        backbone.checkInputs(feed);
        String name = backbone.variable(output).name();
        INDArray out = backbone.graph().output(feed, name).get(name);
        assertEquals(batch, out.size(0));
        for (int i = 0; i < sizes.length; i++) {
          assertEquals(sizes[i], out.size(i + 1));
        }
      }
    }
  }

  @Test
  void haveTheirBlocksAndCanBeTuned() {
    Path file = folder.resolve("m.onnx");
    vit().write(file);
    try (Backbone backbone = Sherl.open(file)) {
      BlockMap map = Sherl.discover(backbone);
      assertEquals(3, map.blocks().size());
    }
    attach(file);
    resNet().write(file);
    attach(file);
  }

  private static void attach(Path file) {
    try (TunedModel tuned =
        Sherl.attach(
            Sherl.open(file), "sherl", TuningConfig.builder().build(), List.of("a", "b"))) {
      assertFalse(tuned.trained().isEmpty());
    }
  }

  @Test
  void sameSeedSameBytes() throws IOException {
    Path one = folder.resolve("1.onnx");
    Path two = folder.resolve("2.onnx");
    for (PictureModel model : List.of(vit(), resNet())) {
      model.write(one);
      model.write(two);
      assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
    }
  }

  @Test
  void sizesThatMakeNoSenseAreRefused() {
    assertThrows(BadInputException.class, () -> new VisionTransformerModel(3, 16, 3, 32, 32, 8, 1));
    assertThrows(BadInputException.class, () -> new VisionTransformerModel(3, 16, 4, 32, 32, 5, 1));
    assertThrows(BadInputException.class, () -> new BottleneckModel(List.of(), 4, 32, 1));
    assertThrows(BadInputException.class, () -> new BottleneckModel(List.of(2, 2), 4, 7, 1));
  }
}
