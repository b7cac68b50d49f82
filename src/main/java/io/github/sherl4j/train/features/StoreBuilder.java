package io.github.sherl4j.train.features;

import io.github.sherl4j.train.data.RowBatches;
import io.github.sherl4j.transform.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes the records that are missing, rows of similar length together. */
final class StoreBuilder {

  private final Split split;
  private final EarlyEngines engines;
  private final RowBatches rows;
  private final EarlyPass pass;
  private final FeatureStore.Progress progress;
  private final int fixed;

  StoreBuilder(Split split, EarlyEngines engines, RowBatches rows, FeatureStore.Progress progress) {
    this.split = split;
    this.engines = engines;
    this.rows = rows;
    this.pass = new EarlyPass(split, rows);
    this.progress = progress;
    this.fixed = Probe.fixedRows(split);
  }

  /**
   * Completes files and says so in their indexes.
   *
   * @param files by view and tensor
   */
  void build(List<List<TensorFile>> files, Map<String, String> data) {
    List<TensorFile> open =
        files.stream().flatMap(List::stream).filter(f -> !f.isComplete()).toList();
    if (open.isEmpty()) {
      return;
    }
    open.forEach(TensorFile::lock);
    long total = files.stream().mapToLong(v -> missing(v).length).sum();
    Set<String> tensors = new TreeSet<>();
    open.stream().filter(f -> f.missing() > 0).forEach(f -> tensors.add(f.layout().tensor()));
    if (!tensors.isEmpty()) {
      try (EarlyEngine engine = engines.open(split, tensors)) {
        long done = 0;
        for (int view = 0; view < files.size(); view++) {
          int[] missing = missing(files.get(view));
          for (int[] batch : batches(missing)) {
            compute(engine, batch, view, files.get(view));
            done += batch.length;
            progress.rows(done, total);
          }
        }
      } finally {
        pass.release();
      }
    }
    for (int view = 0; view < files.size(); view++) {
      for (TensorFile file : files.get(view)) {
        if (open.contains(file)) {
          file.seal(about(file, data, view));
        }
      }
    }
  }

  private int[] missing(List<TensorFile> ofView) {
    return IntStream.range(0, rows.size())
        .filter(r -> ofView.stream().anyMatch(f -> f.lacks(r)))
        .toArray();
  }

  private List<int[]> batches(int[] missing) {
    List<Integer> sorted =
        Arrays.stream(missing).boxed().sorted(Comparator.comparingInt(rows::tokens)).toList();
    int size = fixed > 0 ? fixed : rows.settings().batch();
    List<int[]> batches = new ArrayList<>();
    for (int from = 0; from < sorted.size(); from += size) {
      List<Integer> part = sorted.subList(from, Math.min(sorted.size(), from + size));
      batches.add(part.stream().mapToInt(Integer::intValue).toArray());
    }
    return batches;
  }

  private void compute(EarlyEngine engine, int[] batch, int view, List<TensorFile> files) {
    int[] fed = Arrays.copyOf(batch, Math.max(fixed, batch.length));
    Arrays.fill(fed, batch.length, fed.length, batch[0]);
    Map<String, INDArray> values = engine.run(pass.feeds(fed, view));
    for (TensorFile file : files) {
      INDArray value = values.get(file.layout().tensor());
      if (value != null) {
        file.write(batch, pass.tokens(), value);
      }
    }
    pass.release();
  }

  private String about(TensorFile file, Map<String, String> data, int view) {
    return "tensor "
        + file.layout().tensor()
        + ", view "
        + view
        + ", backbone "
        + split.whole().backbone().fingerprint()
        + new TreeMap<>(data)
            .entrySet().stream()
                .map(e -> ", " + e.getKey() + " " + e.getValue())
                .collect(Collectors.joining());
  }
}
