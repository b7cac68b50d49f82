package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.format.NpyArray;
import io.github.sherl4j.format.Npz;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import io.github.sherl4j.importer.UnsupportedOp;
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

  @Test
  void unsupportedOperatorsAreListed() {
    Path file = SharedData.assets().resolve("nnsplit-en/nnsplit_en_opset13.onnx");
    List<UnsupportedOp> ops = Backbones.unsupported(file);
    assertEquals(List.of("LSTM"), ops.stream().map(UnsupportedOp::op).toList());
    assertEquals(3, ops.get(0).count());
  }
}
