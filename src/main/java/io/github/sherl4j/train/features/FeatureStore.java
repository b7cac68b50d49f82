package io.github.sherl4j.train.features;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.RefusedException;
import io.github.sherl4j.format.RecordFile;
import io.github.sherl4j.train.data.RowBatches;
import io.github.sherl4j.transform.Split;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.function.ToLongFunction;

/**
 * A folder of features: what the early parts of models gave for data sets. Whatever reads the same
 * tensors of the same backbone for the same data finds them again: another seed, width, head or
 * method. A killed build goes on where it was; damaged records are computed anew. Several processes
 * may share a folder; one at a time writes a file.
 */
public final class FeatureStore {

  private final Path folder;
  private final StoreFormat format;
  private final Split split;
  private final EarlyEngines engines;
  private final ToLongFunction<Path> freeBytes;

  /**
   * A store for the tensors of one split.
   *
   * @param folder made when it is needed
   */
  public FeatureStore(Path folder, StoreFormat format, Split split, EarlyEngines engines) {
    this(folder, format, split, engines, RecordFile::freeBytes);
  }

  FeatureStore(
      Path folder,
      StoreFormat format,
      Split split,
      EarlyEngines engines,
      ToLongFunction<Path> freeBytes) {
    this.folder = folder;
    this.format = format;
    this.split = split;
    this.engines = engines;
    this.freeBytes = freeBytes;
  }

  /** Told while features are computed. */
  @FunctionalInterface
  public interface Progress {
    /** So many rows are done, all views counted. */
    void rows(long done, long total);
  }

  /**
   * Opens the features of a data set and builds what is missing; the caller closes them.
   *
   * @param rows the data, as batches of the same model; those to train from may be others of the
   *     same data and the same padding
   * @param data names and hashes of all that decides what the rows hold (file, tokenizer, how they
   *     are read)
   * @param views how many differently augmented copies of each row to keep, of epochs 0, 1, …
   * @throws io.github.sherl4j.MismatchException if a row's features are not its own
   * @throws RefusedException if the disk lacks room for them; nothing is written then
   */
  public StoredFeatures open(
      RowBatches rows, Map<String, String> data, int views, Progress progress) {
    if (views < 1) {
      throw new BadInputException(
          views + " views", "at least one", "the feature store", "give another number");
    }
    String engine;
    Probe probe;
    try (EarlyEngine all = engines.open(split, split.tensors().keySet())) {
      engine = all.name();
      probe = Probe.of(split, all, rows);
    }
    IntUnaryOperator tokens = probe.trimmed() ? rows::tokens : r -> probe.tokens();
    List<Map<TensorLayout, Place>> places = new ArrayList<>();
    for (int v = 0; v < views; v++) {
      Map<TensorLayout, Place> ofView = new LinkedHashMap<>();
      for (TensorLayout layout : probe.layouts()) {
        ofView.put(layout, place(layout, engine, probe, rows, tokens, data, v));
      }
      places.add(ofView);
    }
    long bytes = requireRoom(places, rows);
    List<List<TensorFile>> files = new ArrayList<>();
    boolean done = false;
    try {
      for (Map<TensorLayout, Place> ofView : places) {
        List<TensorFile> opened = new ArrayList<>();
        files.add(opened);
        ofView.forEach(
            (layout, place) ->
                opened.add(
                    new TensorFile(
                        RecordFile.open(place.file(), place.key(), place.lengths()),
                        layout,
                        format,
                        tokens)));
      }
      int hits = (int) files.stream().flatMap(List::stream).filter(TensorFile::isComplete).count();
      long missing = files.stream().flatMap(List::stream).mapToLong(TensorFile::missing).sum();
      long all = (long) views * probe.layouts().size() * rows.size();
      long start = System.nanoTime();
      new StoreBuilder(split, engines, rows, progress).build(files, data);
      StoreReport report =
          new StoreReport(
              probe.layouts().size(),
              views,
              rows.size(),
              bytes,
              hits,
              all - missing,
              missing,
              missing == 0 ? 0 : (System.nanoTime() - start) / 1e9,
              engine,
              probe.trimmed());
      done = true;
      return new StoredFeatures(split, rows, files, probe.trimmed(), report);
    } finally {
      if (!done) {
        files.forEach(v -> v.forEach(TensorFile::close));
      }
    }
  }

  /** Where a tensor's features lie. */
  @SuppressWarnings("ArrayRecordComponent") // as many as there are rows
  private record Place(Path file, String key, int[] lengths) {}

  private Place place(
      TensorLayout layout,
      String engine,
      Probe probe,
      RowBatches rows,
      IntUnaryOperator tokens,
      Map<String, String> data,
      int view) {
    int[] lengths = new int[rows.size()];
    Hasher all = Hashing.sha256().newHasher();
    for (int r = 0; r < lengths.length; r++) {
      long elements = layout.elements(tokens.applyAsInt(r));
      lengths[r] = Math.toIntExact(format.bytes(layout.type(), elements, layout.group()));
      all.putInt(lengths[r]);
    }
    Map<String, String> facts = new TreeMap<>();
    data.forEach((name, value) -> facts.put("data " + name, value));
    facts.put("backbone", split.whole().backbone().fingerprint());
    facts.put("tensor", layout.tensor());
    facts.put("layout", layout.type() + layout.description());
    facts.put("tokens", probe.trimmed() ? "real" : "" + probe.tokens());
    facts.put("format", format.name());
    facts.put("engine", engine);
    facts.put("view", "" + view);
    facts.forEach(
        (name, value) -> {
          for (String part : List.of(name, value)) {
            byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
            all.putInt(utf8.length).putBytes(utf8);
          }
        });
    String key = all.hash().toString();
    return new Place(folder.resolve(key.substring(0, 32) + ".features"), key, lengths);
  }

  private long requireRoom(List<Map<TensorLayout, Place>> places, RowBatches rows) {
    long all = 0;
    long there = 0;
    try {
      for (Map<TensorLayout, Place> ofView : places) {
        for (Place place : ofView.values()) {
          long bytes = RecordFile.bytes(place.lengths());
          all += bytes;
          there += Files.exists(place.file()) ? Math.min(bytes, Files.size(place.file())) : 0;
        }
      }
      long free = freeBytes.applyAsLong(folder);
      if (all - there > free) {
        throw new RefusedException(
            free + " bytes free",
            (all - there)
                + " bytes for the features of "
                + rows.size()
                + " rows, of "
                + all
                + " in all",
            folder.toString(),
            "take --store-format bf16 or int8, fewer taps or views, or a folder with more room");
      }
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new RefusedException(
          e.getClass().getSimpleName() + " " + e.getMessage(),
          "a folder that can be written to",
          folder.toString(),
          "choose another one",
          e);
    }
    return all;
  }
}
