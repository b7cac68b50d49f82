package io.github.sherl4j.cli;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.transform.TunedModel;
import java.util.List;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** SHERL in code on batches made for a small model of pictures or ids. */
final class CodeRuns {

  private CodeRuns() {}

  static TunedModel attach(Backbone backbone) {
    TuningConfig tuning = TuningConfig.builder().option("width", 4).seed(2).build();
    return Sherl.attach(backbone, "sherl", tuning, List.of("a", "b"));
  }

  /** First and last loss. */
  static double[] train(TunedModel model, TrainConfig config) {
    TrainResult result = Sherl.train(model, config, new FixedBatches(List.of(batch(model))));
    return new double[] {result.losses().get(0), result.finalLoss()};
  }

  private static MultiDataSet batch(TunedModel model) {
    Random random = new Random(6);
    List<Long> shape = model.backbone().inputs().get(0).shape();
    boolean ids = shape.size() == 2;
    long[] maps = shape.get(1) == 3 ? new long[] {8, 3, 16, 16} : new long[] {8, 16, 16, 3};
    INDArray x = Nd4j.create(DataType.FLOAT, ids ? new long[] {8, 5} : maps);
    for (long i = 0; i < x.length(); i++) {
      x.data().put(i, ids ? 1 + random.nextInt(15) : random.nextDouble());
    }
    INDArray labels = Nd4j.create(DataType.FLOAT, 8, 2);
    for (int i = 0; i < 8; i++) {
      labels.putScalar(i, i % 2, 1);
    }
    INDArray features = x.castTo(model.backbone().inputs().get(0).dtype());
    INDArray mask = ids ? Nd4j.ones(DataType.FLOAT, 8, 5) : null;
    return new MultiDataSet(
        new INDArray[] {features},
        new INDArray[] {labels},
        mask == null ? null : new INDArray[] {mask},
        null);
  }

  static String sha256(INDArray array) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (float v : array.dup('c').data().asFloat()) {
      hasher.putFloat(v);
    }
    return hasher.hash().toString();
  }
}
