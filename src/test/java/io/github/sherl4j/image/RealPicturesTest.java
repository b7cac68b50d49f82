package io.github.sherl4j.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.Labels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Photographs through the reader into pre-trained models. */
class RealPicturesTest {

  @Test
  void mobileNetSeesWhatIsRecorded() throws IOException {
    Path folder = SharedData.assets().resolve("mobilenetv2-imagenet");
    JsonNode golden = new ObjectMapper().readTree(folder.resolve("golden.json").toFile());
    ImageSettings settings = ImageSettings.builder().mean("0.5").deviation("0.5").build();
    try (Backbone backbone = Backbones.open(folder.resolve("mobilenetv2_imagenet_fp32.onnx"))) {
      String logits = backbone.variable("logits").name();
      try (GraphRunner runner = Runners.forward(backbone.graph(), List.of(logits))) {
        assertTrue(golden.size() >= 5, "only " + golden.size() + " recorded pictures");
        for (JsonNode recorded : golden) {
          Path file = folder.resolve(recorded.get("file").asText());
          try (ImageBatches batches = open(file, settings, backbone)) {
            INDArray x = batches.next().getFeatures(0);
            INDArray out = runner.run(Map.of(backbone.inputs().get(0).name(), x)).get(logits);
            compare(recorded, out);
          }
        }
      }
    }
  }

  private static ImageBatches open(Path file, ImageSettings settings, Backbone backbone) {
    List<ImageRow> rows = ImageRows.maybeLabelled(file);
    Labels labels = Labels.inOrder(List.of("none"));
    ImageData data = ImageData.of(rows, labels, settings, new PixelBudget(0), file);
    BatchSettings one = BatchSettings.inOrder(1, 0);
    return new ImageBatches(data, backbone.inputs(), DataType.FLOAT, one);
  }

  private static void compare(JsonNode recorded, INDArray out) {
    String file = recorded.get("file").asText();
    JsonNode best = recorded.get("top5").get(0);
    assertEquals(best.get(0).asInt(), out.argMax(1).getInt(0), file);
    for (JsonNode top : recorded.get("top5")) {
      assertEquals(top.get(2).asDouble(), out.getDouble(0, top.get(0).asInt()), 1e-3, file);
    }
    for (int i = 0; i < recorded.get("logits_first8").size(); i++) {
      double expected = recorded.get("logits_first8").get(i).asDouble();
      assertEquals(expected, out.getDouble(0, i), 1e-3, file);
    }
  }

  @Test
  void everyPhotographOfASetDecodes() {
    Path folder = SharedData.assets().resolve("image-hymenoptera/val");
    List<ImageRow> rows = ImageRows.labelled(folder);
    assertEquals(List.of("ants", "bees"), Labels.of(rows).names());
    assertEquals(153, rows.size());
    for (ImageRow row : rows) {
      Pixels pixels = row.decode();
      assertEquals(224, pixels.width(), row.name());
      assertEquals(224, pixels.height(), row.name());
    }
  }

  @Test
  void theCifarSubset() {
    Path folder = SharedData.assets().resolve("image-cifar10-subset");
    List<ImageRow> test = ImageRows.labelled(folder.resolve("test.bin"));
    assertEquals(1000, test.size());
    List<String> names = Labels.of(test).names();
    assertEquals(10, names.size());
    assertEquals("airplane", names.get(0));
    for (String name : names) {
      assertEquals(100, test.stream().filter(r -> r.label().equals(name)).count());
    }
  }
}
