package io.github.sherl4j.train;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.DivergedException;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.transform.TunedModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Turns a batch into placeholder feeds: features in the order of the backbone's inputs, the first
 * labels array as {@code labels}, the first features mask for a mask placeholder that only pooling
 * reads (all ones where the batch has none). The late part of a model takes its own inputs in their
 * order, unchecked.
 */
public final class Feeds {

  private static final String DECODER = "decoder";

  private final TunedModel model;
  private final List<String> placeholders;

  /** For one model or part. */
  public Feeds(TunedModel model) {
    this.model = model;
    this.placeholders = model.inputs();
  }

  /**
   * The feeds of a batch.
   *
   * @throws BadInputException if a batch does not fit the backbone's inputs, or holds a token id
   *     that it lacks
   * @throws DivergedException if a float input holds NaN or infinity
   */
  public Map<String, INDArray> of(MultiDataSet batch, String where) {
    Map<String, INDArray> feeds =
        model.isPart() ? byPlace(batch, placeholders, where) : checked(batch, where);
    if (batch.getLabels() != null && batch.getLabels().length > 0 && batch.getLabels(0) != null) {
      checkFinite(TunedModel.LABELS, batch.getLabels(0), where);
      feeds.put(TunedModel.LABELS, batch.getLabels(0));
    }
    return feeds;
  }

  private static Map<String, INDArray> byPlace(
      MultiDataSet batch, List<String> names, String where) {
    INDArray[] features = batch.getFeatures();
    if (features.length != names.size()) {
      throw new BadInputException(
          features.length + " feature arrays",
          "one for each input " + names,
          where,
          "give the iterator the inputs in this order");
    }
    Map<String, INDArray> feeds = new LinkedHashMap<>();
    for (int i = 0; i < features.length; i++) {
      feeds.put(names.get(i), features[i]);
    }
    return feeds;
  }

  private Map<String, INDArray> checked(MultiDataSet batch, String where) {
    List<TensorInfo> inputs = model.backbone().inputs();
    INDArray[] features = batch.getFeatures();
    Map<String, INDArray> feeds =
        byPlace(batch, inputs.stream().map(TensorInfo::name).toList(), where);
    for (int i = 0; i < features.length; i++) {
      TensorInfo input = inputs.get(i);
      checkFinite(input.name(), features[i], where);
      boolean same = features[i].dataType() == input.dtype();
      feeds.put(input.name(), same ? features[i] : features[i].castTo(input.dtype()));
    }
    model.backbone().checkInputs(feeds);
    feeds.keySet().retainAll(placeholders);
    for (String extra : placeholders) {
      if (!feeds.containsKey(extra)) {
        feeds.put(extra, mask(batch, stream(extra, inputs)));
      }
    }
    return feeds;
  }

  /** Place of the features that a mask belongs to: {@code decoder_*} to the decoder's. */
  private static int stream(String mask, List<TensorInfo> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      if (mask.startsWith(DECODER) && inputs.get(i).name().startsWith(DECODER)) {
        return i;
      }
    }
    return 0;
  }

  private static INDArray mask(MultiDataSet batch, int stream) {
    INDArray[] masks = batch.getFeaturesMaskArrays();
    if (masks != null && masks.length > stream && masks[stream] != null) {
      return masks[stream];
    }
    INDArray features = batch.getFeatures(stream);
    return masks != null && masks.length > 0 && masks[0] != null
        ? masks[0]
        : Nd4j.ones(features.size(0), features.size(1));
  }

  private static void checkFinite(String name, INDArray value, String where) {
    if (value.dataType().isFPType() && !Double.isFinite(value.sumNumber().doubleValue())) {
      throw new DivergedException(
          "NaN or infinity in " + name, "finite numbers", where, "clean the data of this batch");
    }
  }
}
