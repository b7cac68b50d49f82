package io.github.sherl4j.cli;

import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.Labelled;
import io.github.sherl4j.train.data.RowBatches;
import io.github.sherl4j.train.data.Targets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A kind of data that a backbone reads, from files to batches. {@link DataSources} chooses it; all
 * its errors are {@link io.github.sherl4j.SherlException}s.
 */
interface DataSource extends AutoCloseable {

  /** Key of {@link #input()} for random changes of training rows. */
  String AUGMENT = "augment";

  /** Reads a data set of which every row has a label. */
  Rows labelled(Path file);

  /** Reads rows to answer; their labels, if any, are not looked at. */
  Rows unlabelled(Path file);

  /** How raw input becomes features; an adapter file remembers it. Whole numbers and texts. */
  Map<String, Object> input();

  /** SHA-256 of the tokenizer file; empty where there is none. */
  String tokenizerHash();

  /**
   * Names and hashes of everything that decides what the model is fed with for some rows, but for
   * how they are batched and padded.
   *
   * @param training whether rows are changed at random if the settings say so
   */
  default Map<String, String> identity(Rows rows, boolean training) {
    Map<String, String> identity = new TreeMap<>();
    input().forEach((name, value) -> identity.put("input " + name, "" + value));
    identity.remove("input padTo");
    if (!training) {
      identity.remove("input " + AUGMENT);
    }
    identity.put("file", rows.hash());
    identity.put("tokenizer", tokenizerHash());
    return identity;
  }

  /** How training rows become batches. */
  BatchSettings training(int batch, boolean dropLast, long seed);

  /** How rows become batches to measure or to answer. */
  BatchSettings inOrder(int batch);

  /** Length of the longest row that the batches hold, as they pad it: tokens, or pixels a side. */
  int longest(RowBatches batches);

  @Override
  void close();

  /** The rows of a file, with labels as written. */
  interface Rows {

    List<? extends Labelled> rows();

    /** SHA-256 over what was read. */
    String hash();

    /**
     * Reads the labels and whatever else could be wrong.
     *
     * @param training whether to change rows at random as the settings for training say
     */
    Data with(Targets targets, boolean training);
  }

  /** Rows that are ready for batches. */
  interface Data {

    RowBatches batches(DataType floatType, BatchSettings settings);

    /** What to call a row beside its answer; empty where its place says it all. */
    Optional<String> name(int row);
  }
}
