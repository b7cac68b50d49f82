package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.train.Evaluator;
import io.github.sherl4j.train.data.LabelCodecs;
import io.github.sherl4j.train.data.Targets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code sherl predict}: answers for texts or pictures, in the form of the adapter's task. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = "Predicts the labels or numbers of texts or pictures with a stored adapter.",
    footer = {
      "",
      "A row of the result is {label, logits} for an adapter of the task classification and",
      "{value} for one of the task regression, and of pictures its file besides; without --json,",
      "one label or number a line, of pictures after file<TAB>."
    })
final class PredictCommand implements Callable<Integer> {

  private static final String FILE = "file";

  @ParentCommand private Main main;
  @Mixin private AdapterOptions adapter;

  @Option(
      names = "--in",
      required = true,
      description =
          "A text a line, or rows label<TAB>text[<TAB>text] whose labels are not read; pictures: a"
              + " folder, a single one, a list of paths or a CIFAR .bin file.")
  private Path in;

  @Override
  public Integer call() {
    ObjectNode root = Json.object();
    ArrayNode rows = root.putArray("rows");
    adapter.with(
        source -> source.unlabelled(in),
        (model, batches, data) -> {
          model.labels().forEach(root.putArray("labels")::add);
          Targets targets = LabelCodecs.of(model.task().name()).restore(model.labels());
          try (Evaluator evaluator = new Evaluator(model)) {
            evaluator.logits(batches, (batch, logits) -> add(rows, data, logits, targets));
          }
        });
    if (main.json()) {
      Json.print(root);
    } else {
      rows.forEach(PredictCommand::print);
    }
    return 0;
  }

  private static void print(JsonNode row) {
    String name = row.has(FILE) ? row.get(FILE).asText() + "\t" : "";
    System.out.println(name + row.elements().next().asText());
  }

  private static void add(ArrayNode rows, DataSource.Data data, INDArray logits, Targets targets) {
    double[] values = new double[targets.width()];
    for (int r = 0; r < logits.size(0); r++) {
      for (int c = 0; c < values.length; c++) {
        values[c] = logits.getDouble(r, c);
      }
      Optional<String> name = data.name(rows.size());
      ObjectNode row = rows.addObject();
      Json.values(row, targets.answer(values));
      name.ifPresent(n -> row.put(FILE, n));
    }
  }
}
