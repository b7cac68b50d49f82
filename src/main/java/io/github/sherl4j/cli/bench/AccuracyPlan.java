package io.github.sherl4j.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import io.github.sherl4j.internal.Globs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What to measure: the resource {@code accuracy.json}. Immutable.
 *
 * @param common options of {@code sherl train} for every row
 * @param sets models with their data, by name
 * @param rows rows of the table in their order
 * @param orderings pairs of rows
 */
public record AccuracyPlan(
    String common,
    Map<String, DataSet> sets,
    List<AccuracyRow> rows,
    List<AccuracyOrder> orderings) {

  private static final String RESOURCE = "/io/github/sherl4j/bench/accuracy.json";

  /** Defensive copies. */
  public AccuracyPlan {
    sets = Map.copyOf(sets);
    rows = List.copyOf(rows);
    orderings = List.copyOf(orderings);
  }

  /** Reads the resource. */
  public static AccuracyPlan read() {
    try (InputStream in = AccuracyPlan.class.getResourceAsStream(RESOURCE)) {
      return new ObjectMapper().readValue(in, AccuracyPlan.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The rows that a comma-separated selection of names and globs matches, in their order.
   *
   * @throws io.github.sherl4j.NoMatchException for a part that matches none
   */
  public List<AccuracyRow> select(String selection) {
    List<String> names = rows.stream().map(AccuracyRow::row).toList();
    List<String> wanted = Globs.select(selection, names, "--rows");
    return rows.stream().filter(r -> wanted.contains(r.row())).toList();
  }

  /** The model and data of a row. */
  public DataSet set(AccuracyRow row) {
    return sets.get(row.set());
  }

  /** All options of a row but for data and seed. */
  List<String> options(AccuracyRow row) {
    List<String> all = new ArrayList<>(Splitter.on(' ').splitToList(common));
    all.addAll(Splitter.on(' ').splitToList(row.options()));
    return all;
  }

  /**
   * A row as arguments of {@code sherl train}.
   *
   * @param assets folder of models and data
   * @param training the training data to use
   * @param steps instead of the row's own; 0 = its own
   */
  public List<String> arguments(
      AccuracyRow row, Path assets, Path training, long seed, long steps) {
    List<String> all = new ArrayList<>(set(row).arguments(assets, training));
    all.addAll(options(row));
    all.addAll(List.of("--seed", "" + seed, "--steps", "" + steps));
    return all;
  }
}
