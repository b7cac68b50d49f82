package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.format.NpyArray;
import io.github.sherl4j.format.Npz;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Pre-trained models against what was recorded of them. */
class RealModelsTest {

  @Test
  void languageModelAsRecorded() throws IOException {
    Path folder = SharedData.assets().resolve("stories260k-llama");
    JsonNode golden = new ObjectMapper().readTree(folder.resolve("golden.json").toFile());
    try (Backbone b = Backbones.open(folder.resolve("stories260k_fp32.onnx"))) {
      assertEquals(List.of(-1L, -1L, 64L), b.tensor("last_hidden_state").orElseThrow().shape());
      for (JsonNode example : golden.get("examples")) {
        long[] ids = longs(example.get("input_ids"));
        INDArray row = Nd4j.createFromArray(ids).reshape(1, ids.length);
        Map<String, INDArray> feed =
            Map.of("input_ids", row, "attention_mask", Nd4j.ones(DataType.INT64, 1, ids.length));
        b.checkInputs(feed);
        INDArray h = Fixture.run(b, feed, List.of("last_hidden_state")).get("last_hidden_state");
        near(example.get("last_hidden_first_token"), h, 0);
        near(example.get("last_hidden_last_token"), h, ids.length - 1);
        near(example.get("mean_pool"), h.mean(true, 1), 0);
      }
    }
  }

  private static long[] longs(JsonNode list) {
    long[] values = new long[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get(i).asLong();
    }
    return values;
  }

  private static void near(JsonNode want, INDArray got, long token) {
    for (int i = 0; i < want.size(); i++) {
      assertEquals(want.get(i).asDouble(), got.getDouble(0, token, i), 1e-4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"e2e", "e2e_padded"})
  void goldenBackbone(String name) {
    Path folder = SharedData.golden().resolve(name);
    try (Backbone b = Backbones.open(folder.resolve("backbone.onnx"))) {
      Map<String, NpyArray> golden = Npz.read(folder.resolve("trajectory.f32.npz"));
      INDArray ids = golden.get("input.ids").toNd4j().castTo(DataType.INT64);
      Map<String, INDArray> feed = Map.of("input_ids", ids);
      b.checkInputs(feed);
      int taps = 0;
      for (String key : golden.keySet()) {
        if (key.startsWith("mid.tap.")) {
          String tensor = "hidden_" + key.substring("mid.tap.".length());
          INDArray got = Fixture.run(b, feed, List.of(tensor)).get(tensor);
          assertEquals(0, Fixture.difference(key, got, golden.get(key)), 1e-5);
          taps++;
        }
      }
      assertTrue(taps > 0, "no recorded taps");
    }
  }

  private static boolean finite(INDArray a) {
    return Double.isFinite(a.sumNumber().doubleValue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cifar10-resnet/resnet20_cifar10_fp32.onnx",
        "cifar10-resnet/resnet56_cifar10_fp32.onnx",
        "mobilenetv2-imagenet/mobilenetv2_imagenet_fp32.onnx"
      })
  void imageModelsRun(String file) {
    try (Backbone b = Backbones.open(SharedData.assets().resolve(file))) {
      String input = b.inputs().get(0).name();
      long side = b.inputs().get(0).shape().get(2) > 0 ? b.inputs().get(0).shape().get(2) : 224;
      Map<String, INDArray> feed = Map.of(input, Nd4j.ones(DataType.FLOAT, 2, 3, side, side));
      String first = b.outputs().get(0).name();
      INDArray out = Fixture.run(b, feed, List.of(first)).get(first);
      assertEquals(2, out.size(0));
      assertTrue(finite(out));
      assertEquals(0, out.getRow(0).distance2(out.getRow(1)), 1e-4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nnsplit_en_opset13.onnx", "nnsplit_en_original.onnx"})
  void bidirectionalLstmAsRecorded(String file) throws IOException {
    Path folder = SharedData.assets().resolve("nnsplit-en");
    JsonNode golden = new ObjectMapper().readTree(folder.resolve("golden.json").toFile());
    try (Backbone b = Backbones.open(folder.resolve(file))) {
      String input = b.inputs().get(0).name();
      String output = b.outputs().get(0).name();
      long[] ids = longs(golden.get("byte_ids"));
      INDArray row = Nd4j.createFromArray(ids).reshape(1, ids.length);
      INDArray feed = Nd4j.concat(0, row, row).castTo(b.inputs().get(0).dtype());
      INDArray logits = Fixture.run(b, Map.of(input, feed), List.of(output)).get(output);
      // The original gives the four numbers of a pair of bytes as two and two.
      logits = logits.reshape(2, ids.length / 2, 4);
      for (int t = 0; t < golden.get("logits").size(); t++) {
        near(golden.get("logits").get(t), logits, t);
      }
      assertEquals(0, logits.slice(0).distance2(logits.slice(1)), 1e-4);
      if (b.tensor("hidden_3").isPresent()) {
        INDArray h = Fixture.run(b, Map.of(input, feed), List.of("hidden_3")).get("hidden_3");
        near(golden.get("hidden_3_first"), h, 0);
      }
    }
  }
}
