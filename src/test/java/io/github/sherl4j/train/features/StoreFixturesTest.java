package io.github.sherl4j.train.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.MismatchException;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.testing.Attached;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyRows;
import io.github.sherl4j.text.TextBatches;
import io.github.sherl4j.text.TextData;
import io.github.sherl4j.text.TextRow;
import io.github.sherl4j.text.TextTokenizer;
import io.github.sherl4j.text.Tokenizers;
import io.github.sherl4j.text.TsvReader;
import io.github.sherl4j.train.Evaluator;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.Labels;
import io.github.sherl4j.transform.Split;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Texts of different lengths through a store, on real exports of every text architecture. */
class StoreFixturesTest {

  private static final List<String> TEXTS =
      List.of(
          "hf_albert_sharedweights_op13_dyn",
          "hf_bart_op13_dyn",
          "hf_bert_op13_dyn",
          "hf_bert_fp64_op13_dyn",
          "hf_distilbert_op13_dyn",
          "hf_electra_op12_dyn",
          "hf_gpt2_op13_dyn",
          "hf_roberta_op13_dyn",
          "hf_t5_encdec_op13_dyn",
          "hf_t5_encoder_op13_dyn");

  @TempDir Path folder;

  private TextData data() {
    Path file = TinyRows.write(folder.resolve("data.tsv"), 21, 7);
    TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    List<TextRow> rows = TsvReader.labelled(file);
    try (TextTokenizer tokenizer = Tokenizers.open(folder.resolve("tokenizer.json"), 32)) {
      return TextData.of(rows, Labels.of(rows), tokenizer, file);
    }
  }

  @TestFactory
  Stream<DynamicTest> logitsAreThoseOfTheWholeModel() {
    return TEXTS.stream().map(t -> DynamicTest.dynamicTest(t, () -> check(t)));
  }

  private void check(String fixture) {
    TuningConfig config =
        TuningConfig.builder().option("width", 8).option("gate-start", 0.5).seed(3).build();
    Path file = SharedData.fixtures().resolve("onnx").resolve(fixture);
    try (TunedModel model = Attached.to(file, "sherl", config)) {
      StoreReport report = compare(model, 0, 1e-5);
      assertTrue(report.realTokens(), "padding is stored");
    }
  }

  private StoreReport compare(TunedModel model, int padTo, double tolerance) {
    Split split = Split.of(model);
    FeatureStore store =
        new FeatureStore(folder.resolve("store"), StoreFormat.FP32, split, EarlyEngines.SAMEDIFF);
    TextData data = data();
    BatchSettings shuffled = new BatchSettings(4, padTo, true, false, false, 5);
    try (TextBatches rows = batches(model, data, BatchSettings.inOrder(4, padTo));
        StoredFeatures stored = store.open(rows, Map.of("file", "tiny"), 1, (done, all) -> {});
        TextBatches plain = batches(model, data, shuffled);
        TextBatches read = batches(model, data, shuffled)) {
      INDArray wanted = logits(model, plain);
      read.readFrom(stored);
      INDArray found = logits(split.late(), read);
      double scale = Math.max(1, wanted.amaxNumber().doubleValue());
      double worst = wanted.sub(found).amaxNumber().doubleValue() / scale;
      System.out.printf("logits differ by %.1e, %s%n", worst, stored.report());
      assertTrue(worst <= tolerance, "logits differ by " + worst);
      return stored.report();
    }
  }

  private static TextBatches batches(TunedModel model, TextData data, BatchSettings settings) {
    return new TextBatches(data, model.backbone().inputs(), model.dtype(), settings);
  }

  private static INDArray logits(TunedModel model, TextBatches batches) {
    List<INDArray> all = new ArrayList<>();
    try (Evaluator evaluator = new Evaluator(model)) {
      evaluator.logits(batches, (batch, logits) -> all.add(logits.dup('c')));
    }
    return Nd4j.concat(0, all.toArray(INDArray[]::new));
  }

  /** Its tokens see the padding: a row has no features of its own unless all are as long. */
  @Test
  void withoutAMaskThePaddingMustBeFixed() {
    TuningConfig config = TuningConfig.builder().option("width", 8).seed(3).build();
    Path file = SharedData.fixtures().resolve("onnx/hf_bert_nomask_op13_dyn");
    try (TunedModel model = Attached.to(file, "sherl", config)) {
      MismatchException e = assertThrows(MismatchException.class, () -> compare(model, 0, 1e-5));
      assertTrue(e.remedy().contains("--pad-to"), e.getMessage());
    }
    try (TunedModel model = Attached.to(file, "sherl", config)) {
      StoreReport report = compare(model, 12, 1e-5);
      assertEquals(false, report.realTokens());
    }
  }
}
