package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.text.TsvReader;
import io.github.sherl4j.train.Evaluator;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code sherl predict}: labels and logits for texts. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = "Predicts the labels of texts with a stored adapter.")
final class PredictCommand implements Callable<Integer> {

  @ParentCommand private Main main;
  @Mixin private AdapterOptions adapter;

  @Option(
      names = "--in",
      required = true,
      description = "A text a line, or rows label<TAB>text[<TAB>text] whose labels are not read.")
  private Path in;

  @Override
  public Integer call() {
    ObjectNode root = Json.object();
    ArrayNode rows = root.putArray("rows");
    adapter.with(
        TsvReader.maybeLabelled(in).stream().map(r -> r.withoutLabel()).toList(),
        in,
        (model, batches) -> {
          model.labels().forEach(root.putArray("labels")::add);
          try (Evaluator evaluator = new Evaluator(model)) {
            evaluator.logits(batches, (batch, logits) -> add(rows, logits, model.labels()));
          }
        });
    if (main.json()) {
      Json.print(root);
    } else {
      rows.forEach(r -> System.out.println(r.get("label").asText()));
    }
    return 0;
  }

  private static void add(ArrayNode rows, INDArray logits, List<String> labels) {
    for (int r = 0; r < logits.size(0); r++) {
      int best = 0;
      ArrayNode values = rows.addObject().put("label", "").putArray("logits");
      for (int c = 0; c < labels.size(); c++) {
        values.add(logits.getDouble(r, c));
        best = logits.getDouble(r, c) > logits.getDouble(r, best) ? c : best;
      }
      ((ObjectNode) rows.get(rows.size() - 1)).put("label", labels.get(best));
    }
  }
}
