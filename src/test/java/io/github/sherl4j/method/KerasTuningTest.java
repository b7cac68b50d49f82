package io.github.sherl4j.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.Bits;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.testing.RandomBatches;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.train.Trainer;
import io.github.sherl4j.train.optim.Optimizers;
import io.github.sherl4j.train.optim.Schedule;
import io.github.sherl4j.transform.Attachment;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** SHERL on Keras models, maps with their channels last: it learns, and what is frozen stays. */
class KerasTuningTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gen_mobile/model.h5",
        "gen_resnet3/model.h5",
        "gen_transformer2/model.h5",
        "v3_transformer2/model.keras"
      })
  void sherlAttachesAndLearns(String model) {
    Path file = SharedData.fixtures().resolve("keras").resolve(model);
    Backbone backbone = Sherl.open(file);
    try (TunedModel tuned =
        Attachment.attach(
            backbone,
            Sherl.discover(backbone),
            Plugins.method("sherl"),
            TuningConfig.builder().option("width", 8).option("gate-start", 0.5).seed(3).build(),
            Plugins.task("classification"),
            List.of("a", "b"))) {
      Map<String, INDArray> before = new HashMap<>();
      backbone.weights().forEach(w -> before.put(w, backbone.variable(w).getArr().dup()));
      long width = tuned.value("head.weight").size(1);
      List<Long> head = backbone.tensor(tuned.plan().heads().get(0)).orElseThrow().shape();
      assertEquals(head.get(head.size() - 1), width, "the head reads channels");
      TrainConfig config =
          TrainConfig.builder()
              .optimizer(Optimizers.ADAMW)
              .schedule(Schedule.CONSTANT)
              .warmup(0)
              .rate(3e-3)
              .steps(6)
              .build();
      TrainResult result =
          new Trainer(tuned, config)
              .fit(new FixedBatches(List.of(RandomBatches.of(tuned, 5))), r -> {});
      double first = result.losses().get(0);
      double last = result.losses().get(5);
      assertTrue(last < first, first + " -> " + last);
      backbone
          .weights()
          .forEach(w -> assertTrue(Bits.same(before.get(w), backbone.variable(w).getArr()), w));
    }
  }
}
