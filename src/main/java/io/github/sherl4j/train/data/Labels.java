package io.github.sherl4j.train.data;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.internal.Names;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The classes of a data set in order: by number if all are integers, else sorted. As targets:
 * one-hot rows, and the class of the largest logit as answer. Immutable.
 */
public final class Labels implements Targets {

  private final List<String> names;
  private final Map<String, Integer> positions;

  private Labels(List<String> names) {
    this.names = List.copyOf(names);
    Map<String, Integer> map = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      map.put(names.get(i), i);
    }
    this.positions = Collections.unmodifiableMap(map);
  }

  /** The classes that occur in labelled rows; their order does not depend on that of the rows. */
  public static Labels of(List<? extends Labelled> rows) {
    List<String> distinct = rows.stream().map(Labelled::label).distinct().toList();
    boolean integers = distinct.stream().allMatch(l -> Longs.tryParse(l) != null);
    Comparator<String> order =
        integers
            ? Comparator.<String>comparingLong(Long::parseLong)
                .thenComparing(Comparator.naturalOrder())
            : Comparator.naturalOrder();
    return new Labels(distinct.stream().sorted(order).toList());
  }

  /**
   * The classes of a head, in the head's order.
   *
   * @throws BadInputException if a name occurs twice
   */
  public static Labels inOrder(List<String> names) {
    if (names.stream().distinct().count() < names.size()) {
      throw new BadInputException(
          "labels " + names, "each one once", "the labels of the head", "name each class once");
    }
    return new Labels(names);
  }

  @Override
  public int width() {
    return names.size();
  }

  @Override
  public double read(Labelled row, String file) {
    return indexOf(row, file);
  }

  @Override
  public void write(double target, INDArray truth, long row) {
    truth.putScalar(row, (long) target, 1);
  }

  /** {@code label}, the first of the largest logit, and {@code logits}. */
  @Override
  public Map<String, Object> answer(double[] logits) {
    int best = 0;
    for (int c = 0; c < logits.length; c++) {
      best = logits[c] > logits[best] ? c : best;
    }
    return ImmutableMap.of("label", names.get(best), "logits", logits);
  }

  @Override
  public List<String> names() {
    return names;
  }

  /**
   * Position of a label.
   *
   * @throws NoMatchException if it is none of the classes; the remedy lists the nearest
   */
  public int indexOf(String label) {
    return indexOf(label, "the label");
  }

  /** The same for a row of a file. */
  int indexOf(Labelled row, String file) {
    return indexOf(row.label(), file + ", " + row.place());
  }

  private int indexOf(String label, String where) {
    Integer index = positions.get(label);
    if (index == null) {
      throw new NoMatchException(
          "label '" + label + "'",
          "one of the " + names.size() + " labels of the head",
          where,
          Names.didYouMean(label, names));
    }
    return index;
  }
}
