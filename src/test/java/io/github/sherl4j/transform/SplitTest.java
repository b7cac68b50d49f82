package io.github.sherl4j.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.MismatchException;
import io.github.sherl4j.engine.GradientGraph;
import io.github.sherl4j.engine.TrainingSwitch;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.Attached;
import io.github.sherl4j.testing.Bits;
import io.github.sherl4j.testing.RandomFeeds;
import io.github.sherl4j.testing.SharedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Early and late part against the one graph, on every real export and by every method that freezes
 * something: loss, logits and every gradient are equal to the last bit, dropout included.
 */
class SplitTest {

  private static final String SHARED_WEIGHTS = "hf_albert_sharedweights_op13_dyn";

  @TestFactory
  Stream<DynamicTest> bothPartsAreTheWhole() {
    return backbones("sherl");
  }

  @TestFactory
  @Tag("long")
  Stream<DynamicTest> bothPartsAreTheWholeByOtherMethods() {
    return Stream.concat(backbones("last-layers"), backbones("linear-probe"));
  }

  private static Stream<DynamicTest> backbones(String method) {
    return SharedData.foldersWith(SharedData.fixtures().resolve("onnx"), "model.onnx").stream()
        // Without weights of its last layers alone it is refused before there is a model.
        .filter(f -> !f.endsWith(SHARED_WEIGHTS) || !method.equals("last-layers"))
        .map(f -> DynamicTest.dynamicTest(method + " " + f.getFileName(), () -> check(f, method)));
  }

  private static void check(Path folder, String method) {
    TuningConfig.Builder config = TuningConfig.builder().seed(3);
    if (method.equals("sherl")) {
      config.option("width", 8).option("gate-start", 0.5).option("dropout", 0.3);
    }
    try (TunedModel model = Attached.to(folder, method, config.build())) {
      Split split = Split.of(model);
      Map<String, INDArray> feeds = RandomFeeds.of(model);
      feeds.keySet().retainAll(with(model.inputs()));
      Map<String, INDArray> late = new LinkedHashMap<>();
      try (GraphRunner early = Runners.forward(model.graph(), split.tensors().values())) {
        Map<String, INDArray> given = new LinkedHashMap<>(feeds);
        given.remove(TunedModel.LABELS);
        early.run(given).forEach((name, value) -> late.put(name, value.dup('c')));
      }
      feeds.forEach(late::putIfAbsent);
      late.keySet().retainAll(with(split.late().inputs()));
      System.out.printf(
          "%-42s %-12s cut %s, reads %s, sizes of %s, %d of %d ops%n",
          folder.getFileName(),
          method,
          split.tensors().keySet(),
          split.inputs(),
          split.sizesOnly(),
          split.late().graph().getOps().size(),
          model.graph().getOps().size());
      equal(step(model, feeds), step(split.late(), late));
      assertTrue(split.releaseEarly() > 0);
      step(split.late(), late);
    }
  }

  private static List<String> with(List<String> inputs) {
    List<String> all = new ArrayList<>(inputs);
    all.add(TunedModel.LABELS);
    return all;
  }

  private static void equal(Map<String, INDArray> whole, Map<String, INDArray> late) {
    assertEquals(whole.keySet(), late.keySet());
    whole.forEach((name, value) -> assertTrue(Bits.same(value, late.get(name)), name));
  }

  private static Map<String, INDArray> step(TunedModel model, Map<String, INDArray> feeds) {
    GradientGraph gradients = model.gradients();
    List<String> extra = new ArrayList<>(List.of(TunedModel.LOSS, TunedModel.LOGITS));
    extra.addAll(model.statistics().values());
    Map<String, INDArray> copies = new LinkedHashMap<>();
    try (GraphRunner runner = Runners.training(gradients, extra, false)) {
      TrainingSwitch.training(
          gradients.graph(),
          17,
          () -> runner.run(feeds).forEach((name, value) -> copies.put(name, value.dup('c'))));
    }
    return copies;
  }

  @Test
  void fullTuningHasNothingToSplit() {
    TuningConfig config = TuningConfig.builder().build();
    try (TunedModel model =
        Attached.to(SharedData.fixtures().resolve("onnx/hf_bert_op13_dyn"), "full", config)) {
      MismatchException e = assertThrows(MismatchException.class, () -> Split.of(model));
      assertTrue(e.found().contains("full"), e.getMessage());
    }
  }
}
