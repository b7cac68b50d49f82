package io.github.sherl4j.train;

import io.github.sherl4j.Sherl;
import io.github.sherl4j.engine.ProcessMemory;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A process of its own: trains and prints step, live bytes after the step, resident bytes. */
final class GrowthMain {

  private static final int ROWS = 32;
  private static final int TOKENS = 48;

  private GrowthMain() {}

  public static void main(String[] arguments) {
    int steps = Integer.parseInt(arguments[1]);
    int vocabulary = Integer.parseInt(arguments[2]);
    SplittableRandom random = new SplittableRandom(1);
    List<MultiDataSet> batches = new ArrayList<>();
    for (int b = 0; b < 10; b++) {
      batches.add(batch(random, vocabulary));
    }
    try (TunedModel model =
        Sherl.attach(
            Sherl.open(Path.of(arguments[0])),
            "sherl",
            TuningConfig.builder().build(),
            List.of("a", "b"))) {
      new Trainer(model, TrainConfig.builder().steps(steps).build())
          .fit(
              new FixedBatches(batches),
              r ->
                  System.out.println(
                      r.step() + " " + r.endLiveBytes() + " " + ProcessMemory.residentBytes()));
    }
  }

  private static MultiDataSet batch(SplittableRandom random, int vocabulary) {
    long[][] ids = new long[ROWS][TOKENS];
    long[][] mask = new long[ROWS][TOKENS];
    float[][] labels = new float[ROWS][2];
    for (int r = 0; r < ROWS; r++) {
      for (int t = 0; t < TOKENS; t++) {
        ids[r][t] = random.nextInt(vocabulary);
        mask[r][t] = 1;
      }
      labels[r][random.nextInt(2)] = 1;
    }
    INDArray[] features = {Nd4j.createFromArray(ids), Nd4j.createFromArray(mask)};
    return new MultiDataSet(features, new INDArray[] {Nd4j.createFromArray(labels)});
  }
}
