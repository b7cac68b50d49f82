package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import io.github.sherl4j.internal.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the sizes that a user wants in the place of dynamic dimensions of inputs. Dimensions of one
 * name in the file are one dimension: pinned once, pinned everywhere.
 */
final class PinnedShapes {

  private final Map<String, List<Long>> wanted;
  private final String where;
  private final Map<Dim, Long> sizes = new HashMap<>();

  /**
   * @param declared the inputs with their shapes in the file, in file order
   * @throws BadInputException if what is wanted does not fit them
   */
  PinnedShapes(Map<String, Shape> declared, Map<String, List<Long>> wanted, String where) {
    this.wanted = new LinkedHashMap<>(wanted);
    this.where = where;
    for (Map.Entry<String, List<Long>> e : wanted.entrySet()) {
      Shape shape = declared.get(e.getKey());
      if (shape == null) {
        throw bad(
            "no input " + e.getKey(),
            "an input of the model",
            e.getKey(),
            Names.didYouMean(e.getKey(), declared.keySet()));
      }
      if (shape.rank() != e.getValue().size()) {
        throw bad(
            e.getValue().size() + " dimensions " + e.getValue(),
            shape.rank() + " dimensions, as in " + shape,
            e.getKey(),
            "give a number or -1 for every dimension");
      }
      for (int axis = 0; axis < shape.rank(); axis++) {
        pin(e.getKey(), axis, shape.dim(axis), e.getValue().get(axis));
      }
    }
  }

  private void pin(String input, int axis, Dim dim, long size) {
    if (size != -1 && (size < 1 || size > Integer.MAX_VALUE)) {
      throw bad("size " + size + " of axis " + axis, "1 to 2^31, or -1", input, "correct it");
    }
    if (dim.isKnown()) {
      if (dim.value() != size) {
        throw bad(
            size == -1 ? "a dynamic axis " + axis : "size " + size + " of axis " + axis,
            "size " + dim.value() + ", for which the model was exported",
            input,
            "keep this size, or export the model with this axis dynamic (torch: dynamic_axes)");
      }
    } else if (size != -1) {
      Long before = sizes.putIfAbsent(dim, size);
      if (before != null && before != size) {
        throw bad(
            "size " + size + " of axis " + axis + " (" + dim + ")",
            "size " + before + ", pinned before for this dimension",
            input,
            "the file names both dimensions " + dim + ": pin them to one size");
      }
    }
  }

  /** The shape with what is pinned of it. */
  Shape of(Shape declared) {
    List<Dim> dims = new ArrayList<>();
    for (Dim d : declared.dims()) {
      dims.add(sizes.containsKey(d) ? Dim.of(sizes.get(d)) : d);
    }
    return new Shape(dims);
  }

  /** What was wanted, for the record. */
  Map<String, List<Long>> wanted() {
    return wanted;
  }

  private BadInputException bad(String found, String expected, String input, String remedy) {
    return new BadInputException(found, expected, where + ", shape of input " + input, remedy);
  }
}
