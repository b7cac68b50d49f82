package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.RefusedException;
import io.github.sherl4j.cli.bench.AccuracyFile;
import io.github.sherl4j.cli.bench.AccuracyPlan;
import io.github.sherl4j.cli.bench.AccuracyResults;
import io.github.sherl4j.cli.bench.AccuracyRow;
import io.github.sherl4j.cli.bench.AccuracyRun;
import io.github.sherl4j.cli.bench.AccuracyText;
import io.github.sherl4j.cli.bench.CifarSubset;
import io.github.sherl4j.cli.bench.DataSet;
import io.github.sherl4j.cli.bench.SetUps;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * {@code sherl bench accuracy}: every row is trained and tested by {@code sherl train}, seed after
 * seed, and compared with what PyTorch reached.
 */
@Command(
    name = "accuracy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains real models on real data, seed after seed, and compares the accuracies with those of"
          + " PyTorch.",
      "Exit code 1 if a row or an ordering is missed; a mean is judged from five seeds on."
    })
final class AccuracyCommand implements Callable<Integer> {

  @ParentCommand private BenchCommand bench;

  @Option(
      names = "--assets",
      required = true,
      paramLabel = "DIR",
      description = "Folder of models and data sets.")
  private Path assets;

  @Option(
      names = "--rows",
      defaultValue = "*",
      paramLabel = "GLOB",
      description = "Rows to measure, such as 'trec/*'; several with commas (default: all).")
  private String rows;

  @Option(
      names = "--seeds",
      defaultValue = "5",
      description = "Seeds 1 to N of every row (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--steps",
      defaultValue = "0",
      description = "Steps of every run instead of the row's own: a short look, not judged.")
  private long steps;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Keep the results here as they come; runs that it has already are not redone.")
  private Path out;

  @Override
  public Integer call() {
    check(seeds >= 1, "--seeds " + seeds, "at least 1");
    check(steps >= 0, "--steps " + steps, "0 or more");
    AccuracyPlan plan = AccuracyPlan.read();
    List<AccuracyRow> wanted = plan.select(rows);
    SetUps setUps = new SetUps(plan, assets, steps);
    setUps.require(wanted);
    AccuracyResults results =
        out == null ? new AccuracyResults(setUps) : AccuracyFile.read(out, setUps);
    keep(results, setUps); // an --out that cannot be written is met before hours of training
    int done = 0;
    for (long seed = 1; seed <= seeds; seed++) {
      for (AccuracyRow row : wanted) {
        done++;
        if (results.has(row, seed)) {
          continue;
        }
        AccuracyRun run = run(plan, row, seed);
        results.add(row, run);
        keep(results, setUps);
        System.err.printf(
            Locale.ROOT,
            "%d of %d: %s, seed %d: %.1f %% in %.0f s%n",
            done,
            wanted.size() * seeds,
            row.row(),
            seed,
            run.percent(),
            run.wallSeconds());
      }
    }
    if (bench.json()) {
      Json.print(AccuracyFile.json(results, setUps));
    } else {
      System.out.print(AccuracyText.of(results));
    }
    return results.ok() ? 0 : 1;
  }

  private void keep(AccuracyResults results, SetUps setUps) {
    if (out != null) {
      AccuracyFile.write(out, results, setUps);
    }
  }

  private static void check(boolean right, String found, String expected) {
    if (!right) {
      throw new BadInputException(found, expected, "the options", "give another number");
    }
  }

  private AccuracyRun run(AccuracyPlan plan, AccuracyRow row, long seed) {
    DataSet set = plan.set(row);
    try (TemporaryFolder temporary = new TemporaryFolder()) {
      Path folder = temporary.path();
      Path train = assets.resolve(set.train());
      Path training =
          set.perClass() == 0 ? train : CifarSubset.write(train, set.perClass(), folder);
      List<String> arguments = plan.arguments(row, assets, training, seed, steps);
      JsonNode result = TrainCommand.run(arguments, folder.resolve("adapter.safetensors"));
      if (!result.get("end").asText().equals("complete")) {
        throw new RefusedException(
            "an interrupted run",
            "a run to its last step",
            row.row() + ", seed " + seed,
            "start again with the same --out: the runs before it are kept");
      }
      return new AccuracyRun(
          seed,
          100 * result.get("test").get("accuracy").asDouble(),
          result.get("steps").asLong(),
          result.get("trainLoss").asDouble(),
          result.get("trainableParameters").asLong(),
          result.get("cpuSecondsPerStep").asDouble(),
          result.get("wallSeconds").asDouble());
    }
  }
}
