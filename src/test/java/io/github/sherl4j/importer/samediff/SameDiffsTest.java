package io.github.sherl4j.importer.samediff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.Bits;
import io.github.sherl4j.testing.Learning;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Graphs in memory and in files are the same backbones, and the given graph stays as it was. */
class SameDiffsTest {

  private static final INDArray IDS =
      Nd4j.createFromArray(new int[][] {{1, 2, 3, 4}, {19, 0, 7, 7}});

  @TempDir private Path folder;

  private static INDArray run(Backbone b, String tensor, INDArray ids) {
    b.checkInputs(Map.of("ids", ids));
    String variable = b.variable(tensor).name();
    try (GraphRunner runner = Runners.forward(b.graph(), List.of(variable))) {
      return runner.run(Map.of("ids", ids)).get(variable).dup();
    }
  }

  @Test
  void findsInputsOutputsAndShapes() {
    try (Backbone b = SameDiffs.of(TinyGraph.tokens(2))) {
      assertEquals("samediff", b.format());
      assertEquals(List.of("ids"), b.inputs().stream().map(TensorInfo::name).toList());
      assertEquals(List.of(-1L, -1L), b.inputs().get(0).shape());
      assertEquals(List.of("logits"), b.outputs().stream().map(TensorInfo::name).toList());
      assertEquals(List.of(-1L, 3L), b.outputs().get(0).shape());
      assertEquals(List.of(-1L, -1L, 8L), b.tensor("block0.out").orElseThrow().shape());
      assertEquals(14, b.weights().size());
      BlockMap map = Sherl.discover(b);
      assertEquals(2, map.primary().blocks().size());
      assertEquals("block1.out", map.primary().blocks().get(1).outputTensor());
    }
  }

  @Test
  void numbersAreThoseOfTheGraphAtAnySize() {
    SameDiff graph = TinyGraph.tokens(2);
    // On average dropout does nothing; SameDiff would apply it.
    SameDiff sure = TinyGraph.tokens(2);
    Rewrites.withoutSizes(sure);
    try (Backbone b = SameDiffs.of(graph, List.of("tokens", "logits"))) {
      for (INDArray ids : new INDArray[] {IDS, Nd4j.createFromArray(new int[][] {{5, 6, 7}})}) {
        for (String out : List.of("tokens", "logits")) {
          INDArray want = sure.outputSingle(Map.of("ids", ids), out);
          assertTrue(want.equalsWithEps(run(b, out, ids), 1e-6), out);
        }
      }
      INDArray outside = Nd4j.createFromArray(new int[][] {{40}});
      assertThrows(BadInputException.class, () -> run(b, "logits", outside));
    }
  }

  @Test
  void theGivenGraphIsNotTouched() {
    SameDiff graph = TinyGraph.tokens(2);
    Map<String, INDArray> before = new HashMap<>();
    graph.variables().stream()
        .filter(v -> v.getArr() != null)
        .forEach(v -> before.put(v.name(), v.getArr().dup()));
    List<String> ops = List.copyOf(graph.getOps().keySet());
    TuningConfig tuning = TuningConfig.builder().option("late-train", "all").seed(2).build();
    try (TunedModel model =
        Sherl.attach(SameDiffs.of(graph, List.of("tokens")), "sherl", tuning, List.of("a", "b"))) {
      model.gradients();
      model.trained().keySet().forEach(n -> model.value(n).assign(7));
    }
    assertEquals(ops, List.copyOf(graph.getOps().keySet()));
    before.forEach(
        (name, value) -> assertTrue(Bits.same(value, graph.getVariable(name).getArr()), name));
  }

  @Test
  void learnsFromItsFileUnderEveryMethod() {
    SameDiff graph = TinyGraph.tokens(3);
    Path file = folder.resolve("tiny.sdz");
    SameDiffs.save(graph, List.of("tokens"), file);
    for (String method : List.of("sherl", "linear-probe", "full", "last-layers")) {
      TuningConfig tuning = TuningConfig.builder().seed(2).build();
      try (TunedModel model = Sherl.attach(Sherl.open(file), method, tuning, List.of("a", "b"))) {
        if (method.equals("full") || method.equals("last-layers")) {
          assertEquals(method.equals("full"), model.trained().containsKey("table"));
          assertTrue(model.trained().containsKey("block2.down"), model.trained().toString());
          assertTrue(model.gradients().backwardOps() > 0);
        } else {
          Learning.check(model, file, folder.resolve(method + ".safetensors"), "head.weight");
        }
      }
    }
  }

  @Test
  void fileAndMemoryHaveOneFingerprint() {
    SameDiff graph = TinyGraph.tokens(2);
    Path file = folder.resolve("tiny.sdz");
    SameDiffs.save(graph, List.of("logits"), file);
    String other;
    SameDiff changed = TinyGraph.tokens(2);
    changed.getVariable("head").getArr().putScalar(0, 0, 9);
    try (Backbone c = SameDiffs.of(changed, List.of("logits"))) {
      other = c.fingerprint();
    }
    try (Backbone a = SameDiffs.of(graph);
        Backbone b = Sherl.open(file)) {
      assertEquals(a.fingerprint(), b.fingerprint());
      assertEquals(a.ops(), b.ops());
      assertTrue(Bits.same(run(a, "logits", IDS), run(b, "logits", IDS)));
      assertTrue(!a.fingerprint().equals(other));
    }
  }

  @Test
  void outputsThatAreNone() {
    SameDiff graph = TinyGraph.tokens(2);
    NoMatchException typo =
        assertThrows(NoMatchException.class, () -> SameDiffs.of(graph, List.of("logit")));
    assertTrue(typo.getMessage().contains("logits"), typo.getMessage());
    assertThrows(BadInputException.class, () -> SameDiffs.of(graph, List.of("table")));
    SameDiff empty = SameDiff.create();
    SDVariable x = empty.var("x", Nd4j.ones(2));
    empty.sum(x).rename("loss");
    empty.setLossVariables("loss");
    assertThrows(BadInputException.class, () -> SameDiffs.of(empty));
  }
}
