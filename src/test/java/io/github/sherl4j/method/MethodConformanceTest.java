package io.github.sherl4j.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.testing.TinyData;
import io.github.sherl4j.testing.TinyEncoderDecoder;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/** What every tuning method must do, whichever is found on the class path. */
class MethodConformanceTest {

  private static final List<String> LABELS = List.of("even", "odd");

  @TempDir Path folder;

  /** What the methods are put on. */
  enum Kind {
    CHAIN {
      @Override
      Backbone backbone(Path file) {
        return Sherl.open(TinyModel.write(file, 3, 5));
      }

      @Override
      FixedBatches data() {
        return new FixedBatches(TinyData.batches(4, 1));
      }
    },
    ENCODER_DECODER {
      @Override
      Backbone backbone(Path file) {
        return Sherl.open(TinyEncoderDecoder.write(file, false, 5));
      }

      @Override
      FixedBatches data() {
        return new FixedBatches(
            TinyData.batches(4, 1).stream()
                .map(b -> new MultiDataSet(Shifted.of(b.getFeatures()), b.getLabels()))
                .toList());
      }
    };

    abstract Backbone backbone(Path file);

    abstract FixedBatches data();
  }

  /** Features with the ids once more, one place later, for a decoder. */
  private static final class Shifted {
    static INDArray[] of(INDArray[] features) {
      INDArray ids = features[0].dup();
      long last = ids.size(1);
      for (long r = 0; r < ids.size(0); r++) {
        for (long t = last - 1; t >= 0; t--) {
          ids.putScalar(r, t, t == 0 ? 0 : features[0].getDouble(r, t - 1));
        }
      }
      return new INDArray[] {features[0], features[1], ids};
    }
  }

  static Stream<Arguments> methods() {
    return Plugins.methods().keySet().stream()
        .flatMap(m -> Stream.of(Kind.values()).map(k -> Arguments.of(m, k)));
  }

  private Backbone backbone(Kind kind) {
    return kind.backbone(folder.resolve("model.onnx"));
  }

  private TunedModel attach(String method, Kind kind) {
    // The decoder's first token is the same in every row; what it attends to is not.
    TuningConfig config = TuningConfig.builder().option("pooling", "first").seed(4).build();
    return Sherl.attach(backbone(kind), method, config, LABELS);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void learnsAndLeavesTheFrozenWeightsAlone(String method, Kind kind) {
    try (TunedModel model = attach(method, kind)) {
      Map<String, INDArray> before = new HashMap<>();
      for (String w : model.backbone().weights()) {
        before.put(w, model.backbone().variable(w).getArr().dup());
      }
      TrainResult result =
          Sherl.train(model, TrainConfig.builder().rate(0.02).epochs(15).build(), kind.data());
      assertTrue(result.finalLoss() < result.losses().get(0), result.losses().toString());
      for (String w : model.backbone().weights()) {
        boolean same = before.get(w).equals(model.backbone().variable(w).getArr());
        assertEquals(!model.trained().containsKey(w), same, w);
      }
      assertEquals(
          model.trained().keySet().stream().filter(before::containsKey).toList(),
          model.plan().trained());
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void isTheSameAfterAFile(String method, Kind kind) {
    Path file = folder.resolve("adapter.safetensors");
    Map<String, Number> measured;
    try (TunedModel model = attach(method, kind)) {
      Sherl.train(model, TrainConfig.builder().rate(0.02).epochs(3).build(), kind.data());
      measured = Sherl.evaluate(model, kind.data());
      Sherl.save(model, file);
      try (TunedModel restored = Sherl.load(file, backbone(kind))) {
        assertEquals(measured, Sherl.evaluate(restored, kind.data()));
        assertEquals(model.trained(), restored.trained());
        model.trained().keySet().forEach(n -> assertEquals(model.value(n), restored.value(n), n));
        assertEquals(model.plan(), restored.plan());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void plansWithoutTouchingAndRefusesWhatItDoesNotKnow(String method, Kind kind) {
    try (Backbone backbone = backbone(kind)) {
      int ops = backbone.graph().getOps().size();
      TuningConfig unknown = TuningConfig.builder().option("poling", "mean").build();
      BadInputException e =
          assertThrows(
              BadInputException.class, () -> Sherl.attach(backbone, method, unknown, LABELS));
      assertTrue(e.getMessage().contains("pooling"), e.getMessage());
      assertEquals(ops, backbone.graph().getOps().size());
      assertFalse(Plugins.method(method).options().isEmpty());
    }
  }
}
