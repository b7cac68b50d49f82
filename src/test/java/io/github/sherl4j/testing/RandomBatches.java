package io.github.sherl4j.testing;

import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.transform.TunedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Random inputs for any backbone, all tokens real, labels that alternate. */
public final class RandomBatches {

  private static final int EXAMPLES = 4;
  private static final int LENGTH = 7;
  private static final int DECODER_LENGTH = 6;

  private RandomBatches() {}

  /** A batch of four examples, or as many as a static export wants. */
  public static MultiDataSet of(TunedModel model, long seed) {
    return of(model, seed, EXAMPLES, LENGTH);
  }

  /** A batch of so many examples of so many tokens, where the export does not fix them. */
  public static MultiDataSet of(TunedModel model, long seed, int rows, int tokens) {
    SplittableRandom random = new SplittableRandom(seed);
    List<INDArray> features = new ArrayList<>();
    for (TensorInfo input : model.backbone().inputs()) {
      long[] shape = new long[input.rank()];
      for (int i = 0; i < shape.length; i++) {
        long size = input.shape().get(i);
        shape[i] = size > 0 ? size : i == 0 ? rows : length(input.name(), tokens);
      }
      INDArray array = Nd4j.create(DataType.DOUBLE, shape);
      for (long i = 0; i < array.length(); i++) {
        array.putScalar(i, value(input, random));
      }
      features.add(array.castTo(input.dtype()));
    }
    long fixed = model.graph().getVariable(TunedModel.LABELS).getShape()[0];
    int examples = (int) (fixed > 0 ? fixed : features.get(0).size(0));
    int classes = model.labels().size();
    INDArray labels = Nd4j.zeros(model.dtype(), examples, classes);
    for (int r = 0; r < examples; r++) {
      labels.putScalar(r, r % classes, 1);
    }
    INDArray[] masks = new INDArray[features.size()];
    if (model.inputs().contains("decoder_attention_mask")) {
      masks[0] = Nd4j.ones(model.dtype(), examples, DECODER_LENGTH);
    }
    return new MultiDataSet(
        features.toArray(INDArray[]::new), new INDArray[] {labels}, masks, null);
  }

  private static int length(String input, int tokens) {
    return input.startsWith("decoder") ? DECODER_LENGTH : tokens;
  }

  private static double value(TensorInfo input, SplittableRandom random) {
    if (input.name().contains("mask")) {
      return 1;
    }
    if (input.name().equals("token_type_ids") || input.name().equals("pad")) {
      return 0;
    }
    return input.dtype().isFPType() ? random.nextDouble() - 0.5 : 1 + random.nextInt(30);
  }
}
