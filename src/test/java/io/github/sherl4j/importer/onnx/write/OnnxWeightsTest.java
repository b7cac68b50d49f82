package io.github.sherl4j.importer.onnx.write;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.MismatchException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A copy with other weights differs in these weights and in nothing else. */
class OnnxWeightsTest {

  private static final String QUERY = "encoder.layer.1.attention.self.query.weight";
  private static final String BIAS = "encoder.layer.1.attention.self.query.bias";

  @TempDir Path folder;
  private Path in;
  private Path out;

  @BeforeEach
  void model() {
    in = folder.resolve("in.onnx");
    out = folder.resolve("out.onnx");
    EncoderModel.builder().layers(2).width(8).heads(2).vocabulary(20).build().write(in);
  }

  @Test
  void replacesWhatIsNamedAndNothingElse() {
    INDArray query = Nd4j.arange(64).castTo(DataType.FLOAT).reshape(8, 8);
    INDArray bias = Nd4j.arange(5, 13).castTo(DataType.FLOAT);
    OnnxWeights.replace(in, out, Map.of(QUERY, query, BIAS, bias));
    try (Backbone before = Sherl.open(in);
        Backbone after = Sherl.open(out)) {
      assertEquals(before.weights(), after.weights());
      assertNotEquals(before.fingerprint(), after.fingerprint());
      for (String w : before.weights()) {
        INDArray old = before.variable(w).getArr();
        INDArray now = after.variable(w).getArr();
        assertEquals(w.equals(QUERY) ? query : w.equals(BIAS) ? bias : old, now, w);
      }
    }
  }

  @Test
  void puttingTheOldValuesBackGivesTheOldFile() throws IOException {
    byte[] before = Files.readAllBytes(in);
    try (Backbone backbone = Sherl.open(in)) {
      INDArray old = backbone.variable(QUERY).getArr();
      OnnxWeights.replace(in, out, Map.of(QUERY, old.add(1)));
      OnnxWeights.replace(out, out, Map.of(QUERY, old));
    }
    assertArrayEquals(before, Files.readAllBytes(out));
  }

  @Test
  void arraysOfAnyStrides() {
    INDArray wide = Nd4j.arange(128).castTo(DataType.FLOAT).reshape(8, 16);
    INDArray view = wide.get(NDArrayIndex.all(), NDArrayIndex.interval(8, 16)).transpose();
    OnnxWeights.replace(in, out, Map.of(QUERY, view));
    try (Backbone after = Sherl.open(out)) {
      assertEquals(view, after.variable(QUERY).getArr());
      assertEquals(9 + 16 * 3, after.variable(QUERY).getArr().getDouble(1, 3));
    }
  }

  @Test
  void unknownNamesAndOtherShapesAreMismatches() throws IOException {
    Map<String, INDArray> bad =
        Map.of(
            QUERY + "s",
            Nd4j.zeros(8, 8),
            QUERY,
            Nd4j.zeros(8, 9),
            BIAS,
            Nd4j.zeros(DataType.DOUBLE, 8),
            "embeddings.position_ids",
            Nd4j.zeros(1, 128),
            "last_hidden_state",
            Nd4j.zeros(8));
    bad.forEach(
        (name, value) -> {
          MismatchException e =
              assertThrows(
                  MismatchException.class,
                  () -> OnnxWeights.replace(in, out, Map.of(name, value)),
                  name);
          assertTrue(e.found().contains(name), e.getMessage());
        });
    MismatchException typo =
        assertThrows(
            MismatchException.class,
            () -> OnnxWeights.replace(in, out, Map.of(QUERY + "s", Nd4j.zeros(8, 8))));
    assertTrue(typo.remedy().contains(QUERY), typo.remedy());
    assertFalse(Files.exists(out));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(in), files.toList(), "nothing half written");
    }
  }

  @Test
  void aFileThatIsNoModelIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "not a model");
    assertThrows(BadInputException.class, () -> OnnxWeights.replace(text, out, Map.of()));
  }

  @Test
  void typedAndHalfPrecisionInitializers() throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(in)).toBuilder();
    List<TensorProto> all = model.getGraph().getInitializerList();
    for (int i = 0; i < all.size(); i++) {
      TensorProto.Builder t = all.get(i).toBuilder();
      if (t.getName().equals(BIAS)) {
        t.clearRawData().addAllFloatData(List.of(1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f));
      } else if (t.getName().equals(QUERY)) {
        t.setRawData(t.getRawData().substring(0, 128)).setDataType(10);
      }
      model.getGraphBuilder().setInitializer(i, t);
    }
    Files.write(in, model.build().toByteArray());
    INDArray query = Nd4j.arange(64).castTo(DataType.FLOAT).reshape(8, 8);
    assertThrows(MismatchException.class, () -> OnnxWeights.replace(in, out, Map.of(QUERY, query)));
    OnnxWeights.replace(
        in, out, Map.of(QUERY, query.castTo(DataType.FLOAT16), BIAS, Nd4j.ones(DataType.FLOAT, 8)));
    ModelProto copy = ModelProto.parseFrom(Files.readAllBytes(out));
    for (TensorProto t : copy.getGraph().getInitializerList()) {
      if (t.getName().equals(BIAS)) {
        assertEquals(0, t.getFloatDataCount());
        assertEquals(32, t.getRawData().size());
      } else if (t.getName().equals(QUERY)) {
        assertEquals(0x3c00, t.getRawData().substring(2, 4).byteAt(1) << 8, "half 1.0");
      }
    }
  }

  @Test
  void copiesOfEveryRecordedModelAreEqual() throws IOException {
    for (Path folderOfOne :
        SharedData.foldersWith(SharedData.fixtures().resolve("onnx"), "model.onnx")) {
      Path model = folderOfOne.resolve("model.onnx");
      OnnxWeights.replace(model, out, Map.of());
      assertEquals(
          ModelProto.parseFrom(Files.readAllBytes(model)),
          ModelProto.parseFrom(Files.readAllBytes(out)));
      try (Backbone before = Sherl.open(model);
          Backbone after = Sherl.open(out)) {
        assertEquals(before.fingerprint(), after.fingerprint(), model.toString());
      }
    }
  }
}
