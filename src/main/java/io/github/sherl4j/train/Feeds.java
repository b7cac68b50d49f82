package io.github.sherl4j.train;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.DivergedException;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.transform.TunedModel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Turns a batch into placeholder feeds: features in the order of the backbone's inputs, the first
 * labels array as {@code labels}, the first features mask for a mask placeholder that only pooling
 * reads (all ones where the batch has none).
 */
final class Feeds {

  private final TunedModel model;
  private final List<String> placeholders;

  Feeds(TunedModel model) {
    this.model = model;
    this.placeholders = model.inputs();
  }

  /**
   * The feeds of a batch.
   *
   * @throws BadInputException if count, rank or a fixed dimension differs from the backbone's
   * @throws DivergedException if a float input holds NaN or infinity
   */
  Map<String, INDArray> of(MultiDataSet batch, String where) {
    List<TensorInfo> inputs = model.backbone().inputs();
    INDArray[] features = batch.getFeatures();
    if (features.length != inputs.size()) {
      throw new BadInputException(
          features.length + " feature arrays",
          "one for each input " + inputs.stream().map(TensorInfo::name).toList(),
          where,
          "give the iterator the backbone's inputs in this order");
    }
    Map<String, INDArray> feeds = new LinkedHashMap<>();
    for (int i = 0; i < features.length; i++) {
      TensorInfo input = inputs.get(i);
      checkShape(input, features[i], where);
      checkFinite(input.name(), features[i], where);
      if (placeholders.contains(input.name())) {
        feeds.put(input.name(), features[i]);
      }
    }
    for (String extra : placeholders) {
      if (!feeds.containsKey(extra)) {
        feeds.put(extra, mask(batch, features[0]));
      }
    }
    if (batch.getLabels() != null && batch.getLabels().length > 0 && batch.getLabels(0) != null) {
      checkFinite(TunedModel.LABELS, batch.getLabels(0), where);
      feeds.put(TunedModel.LABELS, batch.getLabels(0));
    }
    return feeds;
  }

  private INDArray mask(MultiDataSet batch, INDArray first) {
    INDArray[] masks = batch.getFeaturesMaskArrays();
    return masks != null && masks.length > 0 && masks[0] != null
        ? masks[0]
        : Nd4j.ones(first.size(0), first.size(1));
  }

  private static void checkShape(TensorInfo input, INDArray value, String where) {
    boolean fits = value.rank() == input.rank();
    for (int d = 0; fits && d < value.rank(); d++) {
      long wanted = input.shape().get(d);
      fits = wanted < 0 || wanted == value.size(d);
    }
    if (!fits) {
      throw new BadInputException(
          "shape " + Arrays.toString(value.shape()),
          "shape " + input.shape() + " (-1 = any)",
          "input " + input.name() + " of " + where,
          "set --batch and --pad-to to the shape the model was exported with, or export it with"
              + " dynamic axes");
    }
  }

  private static void checkFinite(String name, INDArray value, String where) {
    if (value.dataType().isFPType() && !Double.isFinite(value.sumNumber().doubleValue())) {
      throw new DivergedException(
          "NaN or infinity in " + name, "finite numbers", where, "clean the data of this batch");
    }
  }
}
