package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.Sherl;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code sherl eval}: a stored adapter's metrics on labelled rows. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description = "Measures a stored adapter on labelled rows.")
final class EvalCommand implements Callable<Integer> {

  @ParentCommand private Main main;
  @Mixin private AdapterOptions adapter;

  @Option(
      names = "--data",
      required = true,
      description =
          "Rows label<TAB>text[<TAB>text]; pictures: a folder <label>/<picture>, a CIFAR .bin file"
              + " or a list label<TAB>path.")
  private Path data;

  @Override
  public Integer call() {
    long start = System.nanoTime();
    ObjectNode root = Json.object();
    adapter.with(
        source -> source.labelled(data),
        (model, batches, rows) ->
            Json.numbers(root.putObject("test"), Sherl.evaluate(model, batches)));
    root.put("wallSeconds", (System.nanoTime() - start) / 1e9);
    if (main.json()) {
      Json.print(root);
    } else {
      root.get("test")
          .properties()
          .forEach(e -> System.out.println(e.getKey() + ": " + e.getValue()));
    }
    return 0;
  }
}
