package io.github.sherl4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.Sherl;
import io.github.sherl4j.format.NpyArray;
import io.github.sherl4j.format.Npz;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.Close;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The recorded run on a real backbone and real data; tolerances: contract, section 8. */
class RealTrajectoryTest {

  private static final int CLASSES = 6;
  private static final int SEGMENT = 5;

  @Test
  void thirtyStepsOnTrec() {
    Path backbone = SharedData.assets().resolve("stories260k-llama/stories260k_fp32.onnx");
    Map<String, NpyArray> recorded =
        Npz.read(SharedData.golden().resolve("real/trec_sherl_run.npz"));
    try (TunedModel model = Trajectory.attach(backbone, 32, "mean", CLASSES)) {
      Trajectory.load(model, recorded, keys(model, "init/"));
      List<MultiDataSet> batches = batches(recorded);
      Map<String, INDArray> feeds = new LinkedHashMap<>();
      feeds.put("input_ids", batches.get(0).getFeatures(0));
      feeds.put("attention_mask", batches.get(0).getFeatures(1));
      feeds.put(TunedModel.LABELS, batches.get(0).getLabels(0));
      INDArray logits =
          Trajectory.forward(model, feeds, List.of(TunedModel.LOGITS)).get(TunedModel.LOGITS);
      Close.within(2e-4, recorded.get("step0_logits"), logits);
      Map<String, INDArray> gradients = Trajectory.gradients(model, feeds);
      keys(model, "grad_step0/")
          .forEach(
              (name, key) ->
                  Close.within(
                      5e-4 * Close.max(recorded.get(key)) + 1e-6,
                      recorded.get(key),
                      gradients.get(name)));
      for (int from = 0; from < batches.size(); from += SEGMENT) {
        segment(model, recorded, batches, from);
      }
      checkTestLogits(model, recorded);
    }
  }

  /** The rotary tables are read by frozen layers too: they stay frozen. */
  @Test
  void aLateLayerTrainsItsOwnWeightsOnly() {
    Path backbone = SharedData.assets().resolve("stories260k-llama/stories260k_fp32.onnx");
    TuningConfig config =
        TuningConfig.builder().option("width", 64).option("late-train", "all").build();
    List<String> labels = List.of("0", "1", "2", "3", "4", "5");
    try (TunedModel model = Sherl.attach(Sherl.open(backbone), "sherl", config, labels)) {
      assertEquals(75_784, model.trainableParameters()); // the PyTorch run's count
      assertTrue(model.gradients().backwardOps() > 0);
    }
  }

  /**
   * Five steps from the recorded state. The run restarts at every recorded state because it is
   * chaotic over longer stretches: where a token's only positive score nears 0 its weight jumps
   * from 1 to 0, so that rounding in the taps alone (1e-5) parts two right implementations.
   */
  private static void segment(
      TunedModel model, Map<String, NpyArray> recorded, List<MultiDataSet> batches, int from) {
    int to = Math.min(from + SEGMENT, batches.size());
    Trajectory.load(model, recorded, keys(model, from == 0 ? "init/" : "after_step_" + from + "/"));
    List<Double> losses =
        new Trainer(model, Trajectory.sgd(0.003, to - from))
            .fit(new FixedBatches(batches.subList(from, to)), r -> {})
            .losses();
    for (int i = 0; i < losses.size(); i++) {
      double expected = recorded.get("losses_f32").getDouble(from + i);
      assertEquals(expected, losses.get(i), 2e-5, "step " + (from + i));
    }
    String end = to == batches.size() ? "final/" : "after_step_" + to + "/";
    List<String> beyond = Trajectory.beyond(model, recorded, keys(model, end), 5e-5);
    assertTrue(beyond.isEmpty(), "after step " + to + ": " + beyond);
  }

  private static void checkTestLogits(TunedModel model, Map<String, NpyArray> recorded) {
    Map<String, INDArray> feeds = new LinkedHashMap<>();
    feeds.put("input_ids", rows(recorded.get("test_ids"), 50));
    feeds.put("attention_mask", rows(recorded.get("test_mask"), 50));
    INDArray logits =
        Trajectory.forward(model, feeds, List.of(TunedModel.LOGITS)).get(TunedModel.LOGITS);
    Close.within(2e-4, recorded.get("test_logits50_f32"), logits);
  }

  private static INDArray rows(NpyArray array, int count) {
    return array
        .toNd4j()
        .castTo(DataType.INT64)
        .get(NDArrayIndex.interval(0, count), NDArrayIndex.all())
        .dup('c');
  }

  private static List<MultiDataSet> batches(Map<String, NpyArray> recorded) {
    INDArray ids = recorded.get("train_ids").toNd4j().castTo(DataType.INT64);
    INDArray masks = recorded.get("train_mask").toNd4j().castTo(DataType.INT64);
    NpyArray labels = recorded.get("train_labels");
    int rows = (int) ids.size(1);
    List<MultiDataSet> batches = new ArrayList<>();
    for (int i = 0; i < ids.size(0); i++) {
      INDArray[] features = {ids.slice(i).dup('c'), masks.slice(i).dup('c')};
      INDArray[] truth = {Trajectory.oneHot(labels, i * rows, rows, CLASSES)};
      batches.add(new MultiDataSet(features, truth));
    }
    return batches;
  }

  private static Map<String, String> keys(TunedModel model, String prefix) {
    Map<String, String> keys = new LinkedHashMap<>();
    model.trained().keySet().forEach(n -> keys.put(n, prefix + n));
    return keys;
  }
}
