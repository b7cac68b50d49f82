package io.github.sherl4j.cli.bench;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.format.Fingerprints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Says by a hash whether two runs are of one set-up: the same options, model and data, whatever
 * their folder. Reads every file of a data set once. Not thread-safe.
 */
public final class SetUps {

  private final AccuracyPlan plan;
  private final Path assets;
  private final long steps;
  private final Map<String, String> files = new HashMap<>();

  /**
   * Set-ups of a plan.
   *
   * @param assets folder of models and data
   * @param steps steps of every run instead of the rows' own; 0 = their own
   */
  public SetUps(AccuracyPlan plan, Path assets, long steps) {
    this.plan = plan;
    this.assets = assets;
    this.steps = steps;
  }

  AccuracyPlan plan() {
    return plan;
  }

  /** Whether runs end after other steps than the table asks for. */
  boolean shortened() {
    return steps > 0;
  }

  /**
   * Checks that all files are there before anything is trained.
   *
   * @throws BadInputException naming the first that is missing
   */
  public void require(List<AccuracyRow> rows) {
    rows.forEach(r -> plan.set(r).files(assets));
  }

  /**
   * SHA-256 of a row's set-up.
   *
   * @throws BadInputException if a file is missing
   */
  String of(AccuracyRow row) {
    DataSet set = plan.set(row);
    return hash(
        List.of(
            String.join(" ", plan.options(row)),
            set.options(),
            "" + set.perClass(),
            "" + steps,
            files.computeIfAbsent(row.set(), s -> hash(contents(set)))));
  }

  private List<String> contents(DataSet set) {
    return set.files(assets).stream().flatMap(this::contents).toList();
  }

  private Stream<String> contents(Path file) {
    if (Files.isRegularFile(file)) {
      return Stream.of(Fingerprints.ofFile(file));
    }
    try (Stream<Path> all = Files.walk(file)) {
      List<Path> sorted = all.filter(Files::isRegularFile).sorted().toList();
      return sorted.stream().map(f -> file.relativize(f) + " " + Fingerprints.ofFile(f));
    } catch (IOException e) {
      throw new BadInputException(
          "an unreadable folder (" + e.getMessage() + ")",
          "a folder of data",
          file.toString(),
          "check its permissions",
          e);
    }
  }

  private static String hash(List<String> parts) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (String part : parts) {
      hasher.putInt(part.length()).putString(part, StandardCharsets.UTF_8);
    }
    return hasher.hash().toString();
  }
}
