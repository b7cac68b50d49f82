package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.text.TsvReader;
import io.github.sherl4j.train.Evaluator;
import io.github.sherl4j.train.data.LabelCodecs;
import io.github.sherl4j.train.data.Targets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code sherl predict}: answers for texts, in the form of the adapter's task. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = "Predicts the labels or numbers of texts with a stored adapter.",
    footer = {
      "",
      "A row of the result is {label, logits} for an adapter of the task classification and",
      "{value} for one of the task regression; without --json, one label or number a line."
    })
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
          Targets targets = LabelCodecs.of(model.task().name()).restore(model.labels());
          try (Evaluator evaluator = new Evaluator(model)) {
            evaluator.logits(batches, (batch, logits) -> add(rows, logits, targets));
          }
        });
    if (main.json()) {
      Json.print(root);
    } else {
      rows.forEach(r -> System.out.println(r.elements().next().asText()));
    }
    return 0;
  }

  private static void add(ArrayNode rows, INDArray logits, Targets targets) {
    double[] values = new double[targets.width()];
    for (int r = 0; r < logits.size(0); r++) {
      for (int c = 0; c < values.length; c++) {
        values[c] = logits.getDouble(r, c);
      }
      Json.values(rows.addObject(), targets.answer(values));
    }
  }
}
