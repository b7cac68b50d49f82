package io.github.sherl4j.testing;

import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.transform.TunedModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** {@link RandomBatches} as what a graph is fed with. */
public final class RandomFeeds {

  private RandomFeeds() {}

  /** Inputs and one-hot labels by placeholder. */
  public static Map<String, INDArray> of(TunedModel model) {
    MultiDataSet batch = RandomBatches.of(model, 5);
    Map<String, INDArray> feeds = new LinkedHashMap<>();
    List<TensorInfo> inputs = model.backbone().inputs();
    for (int i = 0; i < inputs.size(); i++) {
      feeds.put(inputs.get(i).name(), batch.getFeatures(i));
    }
    INDArray ids = feeds.getOrDefault("decoder_input_ids", batch.getFeatures(0));
    for (String mask : model.inputs()) {
      feeds.computeIfAbsent(mask, k -> Nd4j.ones(ids.size(0), ids.size(1)));
    }
    feeds.put(TunedModel.LABELS, batch.getLabels(0));
    return feeds;
  }
}
