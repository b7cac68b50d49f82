package io.github.sherl4j.importer.onnx.write;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.RefusedException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.discover.Tap;
import io.github.sherl4j.format.NpyArray;
import io.github.sherl4j.format.Npz;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.OpNode;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.Close;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.transform.TunedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.ModelProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.protobuf.CodedInputStream;

/** Written encoders are sound files, the transformer that they claim to be, and tuneable. */
class EncoderModelTest {

  private static final String OUTPUT = "last_hidden_state";

  @TempDir Path folder;

  private static EncoderModel.Builder small() {
    return EncoderModel.builder().layers(3).width(16).heads(4).vocabulary(50).maxLength(12);
  }

  @ParameterizedTest
  @CsvSource({"2, false", "3, true", "12, true", "24, false"})
  void opensWithItsBlocksAndCanBeTuned(int layers, boolean types) {
    EncoderModel model = small().layers(layers).tokenTypes(types).build();
    Path file = folder.resolve("m.onnx");
    model.write(file);
    Backbone backbone = Sherl.open(file);
    assertEquals(
        types
            ? List.of("input_ids", "attention_mask", "token_type_ids")
            : List.of("input_ids", "attention_mask"),
        backbone.inputs().stream().map(TensorInfo::name).toList());
    assertEquals(model.parameters(), backbone.parameters());
    assertTrue(backbone.weights().contains("encoder.layer.0.attention.self.query.weight"));
    BlockMap map = Sherl.discover(backbone);
    assertEquals(layers, map.blocks().size());
    List<String> taps = map.taps().stream().map(Tap::tensor).toList();
    assertEquals(layers + 1, taps.size());
    assertEquals("/embeddings/LayerNorm/Add_1_output_0", taps.get(0));
    assertEquals(OUTPUT, taps.get(layers));
    try (TunedModel tuned =
        Sherl.attach(backbone, "sherl", TuningConfig.builder().build(), List.of("a", "b"))) {
      assertFalse(tuned.trained().isEmpty());
    }
  }

  @Test
  void numbersAreThoseOfPyTorch() {
    Path fixture = SharedData.fixtures().resolve("onnx").resolve("hf_bert_op13_dyn");
    EncoderModel shape =
        EncoderModel.builder()
            .layers(3)
            .width(48)
            .heads(4)
            .feedForward(96)
            .vocabulary(120)
            .maxLength(40)
            .build();
    Path ours = folder.resolve("ours.onnx");
    shape.write(ours);
    try (Backbone recorded = Sherl.open(fixture.resolve("model.onnx"))) {
      OnnxWeights.replace(ours, ours, recordedWeights(recorded, shape));
    }
    Map<String, NpyArray> io = Npz.read(fixture.resolve("io.npz"));
    Map<String, INDArray> feed = new HashMap<>();
    io.forEach(
        (name, array) -> {
          if (name.startsWith("in/")) {
            feed.put(name.substring(3), array.toNd4j());
          }
        });
    try (Backbone backbone = Sherl.open(ours)) {
      Close.within(1e-5, io.get("out/" + OUTPUT), run(backbone, feed));
    }
  }

  /** The recorded model keeps matrices under names of MatMul nodes, as exporters do. */
  private static Map<String, INDArray> recordedWeights(Backbone recorded, EncoderModel shape) {
    Map<String, String> byNode = new HashMap<>();
    for (OpNode op : recorded.ops()) {
      if (op.type().equals("MatMul") && !op.weights().isEmpty()) {
        byNode.put(op.name(), op.weights().get(0));
      }
    }
    Map<String, INDArray> values = new LinkedHashMap<>();
    for (Weight w : new EncoderGraph(shape).weights()) {
      String node = "/m" + TransformerParts.scope(w.name()).replaceAll("/weight$", "/MatMul");
      String source = byNode.getOrDefault(node, "m." + w.name());
      values.put(w.name(), recorded.variable(source).getArr());
    }
    return values;
  }

  @Test
  void runsOnAnyBatchAndLengthAndIgnoresPadding() {
    Path file = folder.resolve("m.onnx");
    small().build().write(file);
    try (Backbone backbone = Sherl.open(file)) {
      long[][] ids = {{3, 4, 5, 6, 7}, {8, 9, 1, 1, 1}, {9, 8, 7, 6, 5}};
      long[][] mask = {{1, 1, 1, 1, 1}, {1, 1, 0, 0, 0}, {1, 1, 1, 1, 1}};
      INDArray all = run(backbone, feed(ids, mask)).dup();
      assertArrayEquals(new long[] {3, 5, 16}, all.shape());
      INDArray alone = run(backbone, feed(new long[][] {{8, 9}}, new long[][] {{1, 1}}));
      for (int token = 0; token < 2; token++) {
        for (int i = 0; i < 16; i++) {
          assertEquals(alone.getDouble(0, token, i), all.getDouble(1, token, i), 1e-5);
        }
      }
    }
  }

  private static Map<String, INDArray> feed(long[][] ids, long[][] mask) {
    return Map.of(
        "input_ids", Nd4j.createFromArray(ids),
        "attention_mask", Nd4j.createFromArray(mask),
        "token_type_ids", Nd4j.createFromArray(new long[ids.length][ids[0].length]));
  }

  private static INDArray run(Backbone backbone, Map<String, INDArray> feed) {
    backbone.checkInputs(feed);
    String output = backbone.variable(OUTPUT).name();
    return backbone.graph().output(feed, output).get(output);
  }

  @Test
  void sameSeedSameBytes() throws IOException {
    List<byte[]> files =
        List.of(bytes(small().seed(1)), bytes(small().seed(1)), bytes(small().seed(2)));
    assertArrayEquals(files.get(0), files.get(1));
    assertFalse(Arrays.equals(files.get(0), files.get(2)));
  }

  private byte[] bytes(EncoderModel.Builder model) throws IOException {
    Path file = folder.resolve("bytes.onnx");
    model.build().write(file);
    return Files.readAllBytes(file);
  }

  @Test
  void weightsHaveTheirSpread() {
    Path file = folder.resolve("m.onnx");
    small().vocabulary(5000).build().write(file);
    try (Backbone backbone = Sherl.open(file)) {
      INDArray words = backbone.variable("embeddings.word_embeddings.weight").getArr();
      assertEquals(0, words.meanNumber().doubleValue(), 5e-4);
      assertEquals(0.02, words.stdNumber().doubleValue(), 5e-4);
      INDArray gain = backbone.variable("encoder.layer.1.output.LayerNorm.weight").getArr();
      assertEquals(1, gain.minNumber().doubleValue());
      INDArray bias = backbone.variable("encoder.layer.2.attention.self.key.bias").getArr();
      assertEquals(0, bias.amaxNumber().doubleValue());
    }
  }

  @Test
  void theFileHoldsOneGraphAndNothingUnknown() throws IOException {
    byte[] bytes = bytes(small());
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    int graphs = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      graphs += tag >>> 3 == ModelProto.GRAPH_FIELD_NUMBER ? 1 : 0;
      assertTrue(in.skipField(tag));
    }
    assertEquals(1, graphs);
    ModelProto model = ModelProto.parseFrom(bytes);
    assertTrue(model.getUnknownFields().asMap().isEmpty());
    assertTrue(model.getGraph().getUnknownFields().asMap().isEmpty());
    assertEquals(bytes.length, model.getSerializedSize());
  }

  @Test
  void sizesOfBertBase() {
    assertEquals(108_891_648, EncoderModel.bertBase(0).parameters());
  }

  @Test
  void sizesThatMakeNoSenseAreRefused() {
    assertThrows(BadInputException.class, () -> small().layers(0).build());
    assertThrows(BadInputException.class, () -> small().layers(1001).build());
    assertThrows(BadInputException.class, () -> small().width(18).build());
    assertThrows(BadInputException.class, () -> small().heads(0).build());
    assertThrows(BadInputException.class, () -> small().maxLength(-1).build());
    Path file = folder.resolve("huge.onnx");
    EncoderModel large = small().width(1 << 30).vocabulary(Integer.MAX_VALUE).build();
    assertThrows(RefusedException.class, () -> large.write(file));
    EncoderModel wide = small().width(8192).layers(12).build();
    assertThrows(RefusedException.class, () -> wide.write(file));
    assertFalse(Files.exists(file));
  }
}
