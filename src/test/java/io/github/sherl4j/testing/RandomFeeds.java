package io.github.sherl4j.testing;

import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.transform.TunedModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Random inputs that any backbone takes: four rows of length 7, or what an export is fixed to. */
public final class RandomFeeds {

  private RandomFeeds() {}

  /** Inputs and one-hot labels by placeholder. */
  public static Map<String, INDArray> of(TunedModel model) {
    MultiDataSet batch = batch(model);
    Map<String, INDArray> feeds = new LinkedHashMap<>();
    List<TensorInfo> inputs = model.backbone().inputs();
    for (int i = 0; i < inputs.size(); i++) {
      feeds.put(inputs.get(i).name(), batch.getFeatures(i));
    }
    for (String extra : model.inputs()) {
      INDArray first = batch.getFeatures(0);
      feeds.computeIfAbsent(extra, k -> Nd4j.ones(first.size(0), first.size(1)));
    }
    feeds.put(TunedModel.LABELS, batch.getLabels(0));
    return feeds;
  }

  /** The same as a batch. */
  public static MultiDataSet batch(TunedModel model) {
    SplittableRandom random = new SplittableRandom(5);
    List<INDArray> features = new ArrayList<>();
    for (TensorInfo input : model.backbone().inputs()) {
      long[] shape = new long[input.rank()];
      for (int i = 0; i < shape.length; i++) {
        long size = input.shape().get(i);
        shape[i] = size > 0 ? size : i == 0 ? 4 : 7;
      }
      INDArray array = Nd4j.create(DataType.DOUBLE, shape);
      for (long i = 0; i < array.length(); i++) {
        array.putScalar(i, value(input, random));
      }
      features.add(array.castTo(input.dtype()));
    }
    long rows = model.graph().getVariable(TunedModel.LABELS).getShape()[0];
    int classes = model.labels().size();
    int examples = (int) (rows > 0 ? rows : features.get(0).size(0));
    INDArray labels = Nd4j.zeros(model.dtype(), examples, classes);
    for (int r = 0; r < examples; r++) {
      labels.putScalar(r, r % classes, 1);
    }
    return new MultiDataSet(features.toArray(INDArray[]::new), new INDArray[] {labels});
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
