package io.github.sherl4j.train.features;

import io.github.sherl4j.MismatchException;
import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.train.Feeds;
import io.github.sherl4j.train.data.RowBatches;
import io.github.sherl4j.transform.Split;
import io.github.sherl4j.transform.TunedModel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a few rows of the data tell about a split: the shortest and the longest row, each alone with
 * copies of itself and both together. A row must have the same features in any batch; and where
 * only real tokens are to be kept, the late part must give the same with other padding.
 *
 * @param layouts of all tensors of the split, in its order
 * @param trimmed whether real tokens are kept alone
 * @param tokens what every row is padded to if they are not; 0 without tokens
 */
record Probe(List<TensorLayout> layouts, boolean trimmed, int tokens) {

  private static final double SAME_FEATURES = 1e-4;
  private static final double SAME_LOGITS = 1e-6;
  private static final int MOST_COPIES = 5;

  /** One run: the rows, what they were padded to, feeds and tensors. */
  private record Run(
      List<Integer> rows, int tokens, Map<String, INDArray> feeds, Map<String, INDArray> tensors)
      implements AutoCloseable {

    TensorLayout.Seen seen(String tensor) {
      return new TensorLayout.Seen(rows.size(), tokens, tensors.get(tensor).shape());
    }

    @Override
    public void close() {
      feeds.values().forEach(INDArray::close);
      tensors.values().forEach(INDArray::close);
    }
  }

  /**
   * Runs the rows.
   *
   * @throws MismatchException if a row's features depend on what else is in its batch, or on how
   *     far it is padded while that varies
   */
  static Probe of(Split split, EarlyEngine engine, RowBatches rows) {
    EarlyPass pass = new EarlyPass(split, rows);
    int shortest = 0;
    int longest = 0;
    for (int r = 0; r < rows.size(); r++) {
      shortest = rows.tokens(r) < rows.tokens(shortest) ? r : shortest;
      longest = rows.tokens(r) > rows.tokens(longest) ? r : longest;
    }
    int fixed = fixedRows(split);
    try (Run both = run(pass, engine, rows(fixed > 0 ? fixed : 2, shortest, longest));
        Run first = apart(pass, engine, fixed, shortest, both.tokens());
        Run second = run(pass, engine, rows(fixed > 0 ? fixed : 3, longest, longest))) {
      boolean varied = both.tokens() > 0 && rows.tokens(shortest) < rows.tokens(longest);
      return decide(split, rows, varied, both, first, second);
    }
  }

  /** Copies of a row, so many that sizes that follow rows and tokens can be told apart. */
  private static Run apart(EarlyPass pass, EarlyEngine engine, int fixed, int row, int tokens) {
    for (int n = 3; ; n += 2) {
      Run found = run(pass, engine, rows(fixed > 0 ? fixed : n, row, row));
      if (fixed > 0 || 2L * found.tokens() != (long) n * tokens || n >= MOST_COPIES) {
        return found;
      }
      found.close();
    }
  }

  private static Probe decide(
      Split split, RowBatches rows, boolean varied, Run both, Run first, Run second) {
    if (varied && split.late().statistics().isEmpty()) {
      Probe trimmed = layouts(split, both, first, true);
      if (trimmed.check(split, rows, both, first, second)) {
        return trimmed;
      }
    }
    if (varied && rows.settings().padTo() == 0) {
      throw new MismatchException(
          "features that depend on how far a row is padded",
          "features of a row's own tokens alone",
          "the model on this data",
          "fix the number of tokens with --pad-to, or train without a feature store");
    }
    Probe whole = layouts(split, both, first, false);
    if (!whole.check(split, rows, both, first, second)) {
      throw new MismatchException(
          "features that depend on the other rows of a batch",
          "features of each row by itself",
          "the model on this data",
          "train without a feature store");
    }
    return whole;
  }

  /** Rows that every batch must have; 0 where any number will do. */
  static int fixedRows(Split split) {
    TensorInfo input = split.whole().backbone().inputs().get(0);
    return input.rank() == 0 ? 0 : (int) Math.max(0, input.shape().get(0));
  }

  private static int[] rows(int count, int even, int odd) {
    int[] rows = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = i % 2 == 0 ? even : odd;
    }
    return rows;
  }

  private static Run run(EarlyPass pass, EarlyEngine engine, int[] rows) {
    Map<String, INDArray> feeds = new LinkedHashMap<>();
    pass.feeds(rows, 0).forEach((name, array) -> feeds.put(name, array.dup('c')));
    pass.release();
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    engine.run(feeds).forEach((name, array) -> tensors.put(name, array.dup('c')));
    return new Run(Arrays.stream(rows).boxed().toList(), pass.tokens(), feeds, tensors);
  }

  private static Probe layouts(Split split, Run both, Run first, boolean trim) {
    List<TensorLayout> layouts = new ArrayList<>();
    for (String tensor : split.tensors().keySet()) {
      layouts.add(
          TensorLayout.of(
              tensor,
              both.tensors().get(tensor).dataType(),
              both.seen(tensor),
              first.seen(tensor),
              trim));
    }
    return new Probe(layouts, trim, both.tokens());
  }

  private boolean check(Split split, RowBatches rows, Run both, Run first, Run second) {
    Map<String, INDArray> assembled = new LinkedHashMap<>();
    for (TensorLayout layout : layouts) {
      Scratch memory = new Scratch();
      Scratch others = new Scratch();
      Scratch result = new Scratch();
      INDArray value = both.tensors().get(layout.tensor());
      double allowed = SAME_FEATURES * value.amaxNumber().doubleValue();
      layout.byRows(value, memory);
      INDArray again = layout.emptyByRows(both.rows().size(), both.tokens(), result);
      for (int i = 0; i < both.rows().size(); i++) {
        Run alone = i % 2 == 0 ? first : second;
        int tokens = trimmed ? rows.tokens(both.rows().get(i)) : both.tokens();
        ByteBuffer own = own(layout, memory, i, both.tokens(), tokens);
        layout.byRows(alone.tensors().get(layout.tensor()), others);
        if (!same(layout, own, own(layout, others, 0, alone.tokens(), tokens), allowed)) {
          return false;
        }
        layout.give(own, i, both.tokens(), tokens, result.bytes());
      }
      assembled.put(layout.tensor(), layout.fromRows(again).dup('c'));
      memory.close();
      others.close();
      result.close();
    }
    if (!trimmed) {
      return assembled.entrySet().stream()
          .allMatch(e -> e.getValue().equalsWithEps(both.tensors().get(e.getKey()), 0));
    }
    INDArray wanted = logits(split, both, both.tensors());
    INDArray found = logits(split, both, assembled);
    double most = wanted.amaxNumber().doubleValue();
    return wanted.sub(found).amaxNumber().doubleValue() <= SAME_LOGITS * Math.max(most, 1e-3);
  }

  private static ByteBuffer own(
      TensorLayout layout, Scratch byRows, int row, int padded, int tokens) {
    int bytes = Math.toIntExact(layout.elements(tokens) * layout.type().width());
    ByteBuffer own = ByteBuffer.allocateDirect(bytes);
    layout.take(byRows.bytes(), row, padded, tokens, own);
    return own.flip();
  }

  private static boolean same(TensorLayout layout, ByteBuffer a, ByteBuffer b, double allowed) {
    try (INDArray x = values(layout, a);
        INDArray y = values(layout, b)) {
      return x.sub(y).amaxNumber().doubleValue() <= allowed;
    }
  }

  private static INDArray values(TensorLayout layout, ByteBuffer bytes) {
    long width = layout.type().width();
    INDArray values = Nd4j.createUninitialized(layout.type(), bytes.remaining() / width);
    TensorLayout.bytes(values).put(bytes.duplicate());
    return values;
  }

  private static INDArray logits(Split split, Run run, Map<String, INDArray> tensors) {
    INDArray[] inputs = EarlyPass.ordered(split, run.feeds(), tensors);
    Map<String, INDArray> feeds =
        new Feeds(split.late()).of(new MultiDataSet(inputs, null), "the first rows");
    try (GraphRunner runner = Runners.forward(split.late().graph(), List.of(TunedModel.LOGITS))) {
      return runner.run(feeds).get(TunedModel.LOGITS).dup('c');
    }
  }
}
