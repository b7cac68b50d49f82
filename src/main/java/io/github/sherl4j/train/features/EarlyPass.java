package io.github.sherl4j.train.features;

import com.google.common.collect.Sets;
import io.github.sherl4j.train.Feeds;
import io.github.sherl4j.train.data.RowBatches;
import io.github.sherl4j.transform.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Feeds rows of a data set to the early part, and the late part with what it gives. */
final class EarlyPass {

  private final Split split;
  private final RowBatches rows;
  private final Feeds feeds;
  private final Set<String> values;
  private final Map<String, long[]> shapes = new HashMap<>();
  private final List<INDArray> opened = new ArrayList<>();
  private int tokens;

  EarlyPass(Split split, RowBatches rows) {
    this.split = split;
    this.rows = rows;
    this.feeds = new Feeds(split.whole());
    this.values = new TreeSet<>(split.inputs());
    values.removeAll(split.sizesOnly());
  }

  /** What the whole model is fed with, until {@link #release} or {@link #late}. */
  Map<String, INDArray> feeds(int[] some, int epoch) {
    release();
    RowBatches.Features raw = rows.inputs(some, epoch);
    INDArray[] masks = raw.masks();
    INDArray mask = masks == null || masks.length == 0 ? null : masks[0];
    tokens = mask != null && mask.rank() == 2 ? (int) mask.size(1) : 0;
    Map<String, INDArray> all =
        feeds.of(
            new MultiDataSet(raw.arrays(), null, masks, null),
            some.length + " rows from row " + some[0]);
    all.forEach((name, array) -> shapes.put(name, array.shape()));
    opened.addAll(Arrays.asList(raw.arrays()));
    if (masks != null) {
      opened.addAll(Arrays.asList(masks));
    }
    opened.addAll(all.values());
    return all;
  }

  /** Closes what was fed last. */
  void release() {
    for (INDArray array : opened) {
      if (array != null && array.closeable() && !array.wasClosed()) {
        array.close();
      }
    }
    opened.clear();
  }

  /** Tokens that each row was padded to in the last {@link #feeds}; 0 where it has none. */
  int tokens() {
    return tokens;
  }

  /** Of what the whole model is fed with, at least what the late part reads values of. */
  Map<String, INDArray> lateFeeds(int[] some, int epoch) {
    boolean sizes = tokens > 0 || !shapes.keySet().containsAll(split.sizesOnly());
    boolean needed = !values.isEmpty() || (sizes && !split.sizesOnly().isEmpty());
    return needed ? feeds(some, epoch) : Map.of();
  }

  /**
   * The inputs of the late part in their order, the caller's from now on.
   *
   * @param fed from {@link #feeds} or {@link #lateFeeds}; what the late part does not read is
   *     closed
   * @param tensors values by name in the file; they become part of the result
   */
  RowBatches.Features late(int count, Map<String, INDArray> fed, Map<String, INDArray> tensors) {
    Map<String, INDArray> all = new HashMap<>(fed);
    for (String sized : split.sizesOnly()) {
      // Only the sizes of pictures are read: there is no need to decode them again.
      all.computeIfAbsent(sized, n -> zeros(n, count));
    }
    INDArray[] inputs = ordered(split, all, tensors);
    Set<INDArray> used = Sets.newIdentityHashSet();
    used.addAll(Arrays.asList(inputs));
    opened.removeIf(used::contains);
    release();
    return new RowBatches.Features(inputs, null);
  }

  /** Feeds and tensors in the order of the late part's inputs. */
  static INDArray[] ordered(Split split, Map<String, INDArray> fed, Map<String, INDArray> tensors) {
    Map<String, INDArray> inputs = new HashMap<>(fed);
    split.tensors().forEach((tensor, variable) -> inputs.put(variable, tensors.get(tensor)));
    return split.late().inputs().stream().map(inputs::get).toArray(INDArray[]::new);
  }

  private INDArray zeros(String input, int count) {
    long[] shape = shapes.get(input).clone();
    shape[0] = count;
    return Nd4j.zeros(split.late().graph().getVariable(input).dataType(), shape);
  }
}
