package io.github.sherl4j.method.sherl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.Bits;
import io.github.sherl4j.testing.FixedBatches;
import io.github.sherl4j.testing.Learning;
import io.github.sherl4j.testing.RandomBatches;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.testing.TinyEncoderDecoder;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** An encoder with a decoder: two adapters, the side memory between them. */
class SideMemoryTest {

  private static final List<String> LABELS = List.of("a", "b");
  private static final long[][] IDS = {{3, 8, 21, 5, 1}, {30, 2, 2, 17, 0}};
  private static final long[][] MASK = {{1, 1, 1, 1, 1}, {1, 1, 1, 0, 0}};
  private static final long[][] DECODER_IDS = {{0, 4, 9}, {0, 31, 7}};
  private static final double[][] TRUTH = {{1, 0}, {0, 1}};

  @TempDir Path folder;

  private static TuningConfig config(String... pairs) {
    TuningConfig.Builder builder = TuningConfig.builder().seed(3).option("gate-start", 0.3);
    for (String pair : pairs) {
      String[] parts = pair.split("=", 2);
      builder.option(parts[0], parts[1]);
    }
    return builder.build();
  }

  private TunedModel tiny(boolean doubles, String... options) {
    Path file = TinyEncoderDecoder.write(folder.resolve("tiny.onnx"), doubles, 11);
    return Sherl.attach(Sherl.open(file), "sherl", config(options), LABELS);
  }

  private static Map<String, INDArray> feeds() {
    Map<String, INDArray> feeds = new HashMap<>();
    feeds.put("input_ids", Nd4j.createFromArray(IDS));
    feeds.put("attention_mask", Nd4j.createFromArray(MASK));
    feeds.put("decoder_input_ids", Nd4j.createFromArray(DECODER_IDS));
    feeds.put("decoder_attention_mask", Nd4j.ones(DataType.DOUBLE, 2, 3));
    feeds.put(TunedModel.LABELS, Nd4j.createFromArray(TRUTH));
    return feeds;
  }

  @ParameterizedTest
  @ValueSource(strings = {"recommended", "official-t5"})
  void forwardAndGradientAreThoseOfTheWiringWrittenByHand(String preset) {
    try (TunedModel model = tiny(true, "preset=" + preset, "init=torch", "width=8")) {
      assertEquals(DataType.DOUBLE, model.dtype());
      Map<String, double[]> known = new HashMap<>();
      Function<String, double[]> weights = n -> known.computeIfAbsent(n, w -> doubles(model, w));
      HandWiring hand = new HandWiring(weights, preset.equals("official-t5"));
      Map<String, INDArray> results = new HashMap<>();
      List<String> extra = List.of(TunedModel.LOGITS, TunedModel.LOSS);
      try (GraphRunner runner = Runners.training(model.gradients(), extra, false)) {
        runner.run(feeds()).forEach((name, value) -> results.put(name, value.dup('c')));
      }
      for (int r = 0; r < IDS.length; r++) {
        double[] ours = results.get(TunedModel.LOGITS).getRow(r).toDoubleVector();
        assertArrayEquals(hand.logits(IDS[r], MASK[r], DECODER_IDS[r]), ours, 1e-9);
      }
      assertEquals(loss(hand), results.get(TunedModel.LOSS).getDouble(0), 1e-9);
      for (String name : model.trained().keySet()) {
        String variable = model.trained().get(name);
        INDArray gradient = results.get(model.gradients().gradientName(variable));
        assertTrue(gradient.norm2Number().doubleValue() > 0, name + " gets no gradient");
        double[] values = weights.apply(name);
        for (int i = 0; i < values.length; i += 1 + values.length / 5) {
          assertEquals(
              difference(hand, values, i), gradient.getDouble(i), 1e-6, name + "[" + i + "]");
        }
      }
    }
  }

  private static double difference(HandWiring hand, double[] values, int i) {
    double step = 1e-5;
    double old = values[i];
    values[i] = old + step;
    double above = loss(hand);
    values[i] = old - step;
    double below = loss(hand);
    values[i] = old;
    return (above - below) / (2 * step);
  }

  private static double loss(HandWiring hand) {
    double sum = 0;
    for (int r = 0; r < IDS.length; r++) {
      double[] logits = hand.logits(IDS[r], MASK[r], DECODER_IDS[r]);
      double all = Math.exp(logits[0]) + Math.exp(logits[1]);
      for (int c = 0; c < logits.length; c++) {
        sum -= TRUTH[r][c] * (logits[c] - Math.log(all)) / IDS.length;
      }
    }
    return sum;
  }

  private static double[] doubles(TunedModel model, String name) {
    boolean own = model.trained().containsKey(name);
    INDArray value = own ? model.value(name) : model.backbone().variable(name).getArr();
    return value.dup('c').data().asDouble();
  }

  @Test
  void theEncoderAdapterReachesTheLateLayerAndNothingBefore() {
    try (TunedModel model = tiny(true)) {
      String guide = model.backbone().variable("dec_2").name();
      String memory = model.backbone().variable("memory").name();
      List<String> wanted = List.of(TunedModel.LOGITS, guide, memory);
      Map<String, INDArray> before = run(model, wanted);
      model.value("adapter.encoder.up.weight").muli(1.5);
      Map<String, INDArray> after = run(model, wanted);
      assertTrue(Bits.same(before.get(guide), after.get(guide)));
      assertTrue(Bits.same(before.get(memory), after.get(memory)));
      assertNotEquals(before.get(TunedModel.LOGITS), after.get(TunedModel.LOGITS));
    }
  }

  private static Map<String, INDArray> run(TunedModel model, List<String> wanted) {
    Map<String, INDArray> results = new HashMap<>();
    try (GraphRunner runner = Runners.forward(model.graph(), wanted)) {
      Map<String, INDArray> feeds = feeds();
      feeds.remove(TunedModel.LABELS);
      runner.run(feeds).forEach((name, value) -> results.put(name, value.dup('c')));
    }
    return results;
  }

  @ParameterizedTest
  @CsvSource({
    "hf_t5_encdec_op13_dyn, recommended",
    "hf_t5_encdec_op13_dyn, official-t5",
    "hf_t5_encdec_op13_dyn, official-mdetr",
    "hf_bart_op13_dyn, official",
    "hf_bart_op13_dyn, official-t5",
    "hf_bart_op13_dyn, official-mdetr"
  })
  void realExportsLearnAndAreStored(String fixture, String preset) {
    Path file = SharedData.fixtures().resolve("onnx/" + fixture + "/model.onnx");
    TuningConfig config = config("preset=" + preset, "width=8");
    try (TunedModel model = Sherl.attach(Sherl.open(file), "sherl", config, LABELS)) {
      assertEquals("on", model.plan().settings().get("side-memory"));
      boolean norms = preset.equals("official-t5");
      assertEquals(norms, model.trained().containsKey("adapter.encoder.norm.weight"));
      assertEquals(norms, model.trained().containsKey("adapter.decoder.norm.weight"));
      Learning.check(model, file, folder.resolve("a.safetensors"), ".*");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"norms", "bias", "lora", "all"})
  void lateLayersOfTheDecoderAreTrainedToo(String train) {
    Path file = SharedData.fixtures().resolve("onnx/hf_bart_op13_dyn/model.onnx");
    TuningConfig config = config("late-train=" + train, "width=8");
    try (TunedModel model = Sherl.attach(Sherl.open(file), "sherl", config, LABELS)) {
      TrainConfig once = TrainConfig.builder().rate(0.01).epochs(4).build();
      FixedBatches data = new FixedBatches(List.of(RandomBatches.of(model, 2)));
      TrainResult result = Sherl.train(model, once, data);
      assertTrue(result.finalLoss() < result.losses().get(0), result.losses().toString());
      boolean named =
          model.trained().keySet().stream().anyMatch(n -> n.contains("decoder.layers.1"));
      assertTrue(named || !model.plan().lowRank().isEmpty());
      assertTrue(model.trained().keySet().stream().noneMatch(n -> n.contains("encoder.layers")));
    }
  }

  @Test
  void optionsChooseTapsWidthsAndLateLayersOfEachAdapter() {
    try (TunedModel model = tiny(false, "taps=1,3;0,1", "width=4;5", "late=2")) {
      assertEquals(List.of("enc_1", "enc_3"), model.plan().insertions().get(0).taps());
      assertEquals(List.of("dec_0", "dec_1"), model.plan().insertions().get(1).taps());
      assertEquals("4;5", model.plan().settings().get("width"));
      assertEquals(4, model.value("adapter.encoder.up.weight").size(1));
      assertEquals(5, model.value("adapter.decoder.up.weight").size(1));
      Learning.check(model, folder.resolve("tiny.onnx"), folder.resolve("a.safetensors"), ".*");
    }
    try (TunedModel model = tiny(false, "taps=0,2")) {
      assertEquals(4, model.plan().insertions().get(0).taps().size(), "the decoder's were meant");
      assertEquals(List.of("dec_0", "dec_2"), model.plan().insertions().get(1).taps());
    }
  }

  @Test
  void withoutItTheOldNamesAndOneChain() {
    for (String option : List.of("side-memory=off", "features=memory", "late=0")) {
      try (TunedModel model = tiny(false, option)) {
        assertTrue(model.trained().containsKey("adapter.up.weight"), option);
        assertEquals("off", model.plan().settings().get("side-memory"));
        boolean encoder = option.equals("features=memory");
        assertTrue(model.plan().taps().contains(encoder ? "enc_2" : "dec_2"), option);
        Learning.check(model, folder.resolve("tiny.onnx"), folder.resolve("a.safetensors"), ".*");
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Path plain = TinyModel.write(folder.resolve("plain.onnx"), 3, 1);
    for (String wrong : List.of("side-memory=on", "side-norm=rms", "tower=0", "width=4;5")) {
      try (Backbone backbone = Sherl.open(plain)) {
        assertThrows(
            BadInputException.class,
            () -> Sherl.attach(backbone, "sherl", config(wrong), LABELS),
            wrong);
      }
    }
    Path file = TinyEncoderDecoder.write(folder.resolve("tiny.onnx"), false, 1);
    try (Backbone backbone = Sherl.open(file)) {
      int ops = backbone.graph().getOps().size();
      refused(backbone, BadInputException.class, "late=0", "side-memory=on");
      refused(backbone, BadInputException.class, "side-memory=maybe");
      refused(backbone, BadInputException.class, "side-norm=layer");
      refused(backbone, BadInputException.class, "width=1;2;3");
      refused(backbone, BadInputException.class, "taps=3;0,1");
      refused(backbone, NoMatchException.class, "taps=0,9;0,1");
      assertEquals(ops, backbone.graph().getOps().size());
    }
  }

  private static void refused(
      Backbone backbone, Class<? extends Exception> type, String... options) {
    assertThrows(type, () -> Sherl.attach(backbone, "sherl", config(options), LABELS));
  }
}
