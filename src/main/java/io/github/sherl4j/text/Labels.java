package io.github.sherl4j.text;

import com.google.common.primitives.Longs;
import io.github.sherl4j.NoMatchException;
import io.github.sherl4j.internal.Names;
import java.util.Comparator;
import java.util.List;

/** The classes of a data set in order: by number if all are integers, else sorted. Immutable. */
public final class Labels {

  private final List<String> names;

  private Labels(List<String> names) {
    this.names = List.copyOf(names);
  }

  /** The classes that occur in labelled rows. */
  public static Labels of(List<TextRow> rows) {
    List<String> distinct = rows.stream().map(TextRow::label).distinct().toList();
    boolean integers = distinct.stream().allMatch(l -> Longs.tryParse(l) != null);
    Comparator<String> order =
        integers ? Comparator.comparing(Long::parseLong) : Comparator.naturalOrder();
    return new Labels(distinct.stream().sorted(order).toList());
  }

  /** The classes of a head, in the head's order. */
  public static Labels inOrder(List<String> names) {
    return new Labels(names);
  }

  /** The names in order. */
  public List<String> names() {
    return names;
  }

  /**
   * Position of a row's label.
   *
   * @throws NoMatchException if it is none of the classes
   */
  int indexOf(TextRow row, String file) {
    int index = names.indexOf(row.label());
    if (index < 0) {
      throw new NoMatchException(
          "label '" + row.label() + "'",
          "one of the " + names.size() + " labels of the head",
          file + ", line " + row.line(),
          Names.didYouMean(row.label(), names));
    }
    return index;
  }
}
