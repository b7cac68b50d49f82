package io.github.sherl4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/** That a tuned model learns, leaves its backbone alone, and comes back from its file. */
public final class Learning {

  private Learning() {}

  /**
   * Trains twelve steps on one batch.
   *
   * @param file the backbone's file
   * @param adapter where to store the adapter
   * @param moving names of the parameters that must move
   */
  public static void check(TunedModel model, Path file, Path adapter, String moving) {
    MultiDataSet batch = RandomBatches.of(model, 2);
    Supplier<FixedBatches> data = () -> new FixedBatches(List.of(batch));
    Map<String, INDArray> frozen = new HashMap<>();
    Backbone backbone = model.backbone();
    backbone.weights().forEach(w -> frozen.put(w, backbone.variable(w).getArr().dup()));
    Map<String, INDArray> start = new HashMap<>();
    model.trained().keySet().forEach(n -> start.put(n, model.value(n).dup()));
    TrainResult result =
        Sherl.train(model, TrainConfig.builder().rate(0.01).epochs(12).build(), data.get());
    assertTrue(result.finalLoss() < result.losses().get(0), result.losses().toString());
    frozen.forEach((w, value) -> assertTrue(Bits.same(value, backbone.variable(w).getArr()), w));
    model.trained().keySet().stream()
        .filter(n -> n.matches(moving))
        .forEach(n -> assertFalse(Bits.same(start.get(n), model.value(n)), n));
    Sherl.save(model, adapter);
    Map<String, Number> measured = Sherl.evaluate(model, data.get());
    try (TunedModel again = Sherl.load(adapter, Sherl.open(file))) {
      assertEquals(model.plan(), again.plan());
      assertEquals(model.trained(), again.trained());
      assertEquals(measured, Sherl.evaluate(again, data.get()));
    }
  }
}
