package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.OpTable;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Elements;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** Cutting tensors apart. */
public final class Slices extends OpTable {

  /** For {@link java.util.ServiceLoader}. */
  public Slices() {
    entry("Slice", Slices::slice);
    entry("Split", Slices::split);
  }

  /** One axis of a slice: first place, number of places, distance between them. */
  private record Cut(Dim begin, Dim count, long step) {

    boolean isAll(Dim dim) {
      return step == 1 && begin.equals(Dim.ZERO) && count.equals(dim);
    }
  }

  private static void slice(OpContext op) {
    Operand a = op.operand(0);
    List<Dim> starts = op.dims("starts", 1).orElseThrow();
    List<Dim> ends = op.dims("ends", 2).orElseThrow();
    long[] axes =
        op.numbers("axes", 3)
            .orElseGet(() -> IntStream.range(0, starts.size()).asLongStream().toArray());
    long[] steps =
        op.numbers("steps", 4)
            .orElseGet(() -> IntStream.range(0, starts.size()).mapToLong(i -> 1).toArray());
    if (ends.size() != starts.size()
        || axes.length != starts.size()
        || steps.length != starts.size()) {
      throw op.corrupt("lists of different lengths", "one start and end for each axis");
    }
    Cut[] cuts = new Cut[a.rank()];
    Shape shape = a.shape();
    for (int i = 0; i < axes.length; i++) {
      int axis = op.axis(axes[i], a.rank());
      if (steps[i] == 0 || cuts[axis] != null) {
        throw op.corrupt("step " + steps[i] + " of axis " + axis, "a step, once for each axis");
      }
      cuts[axis] = cut(starts.get(i), ends.get(i), steps[i], a.shape().dim(axis));
      shape = shape.with(axis, cuts[axis].count());
    }
    cut(op, a, shape, cuts);
  }

  private static Cut cut(Dim start, Dim end, long step, Dim dim) {
    if (step < 0) {
      Dim last = dim.minus(Dim.ONE);
      Dim begin = atMost(fromEnd(start, dim), last);
      Dim stop = end.isKnown() && end.value() < -(1L << 31) ? Dim.of(-1) : fromEnd(end, dim);
      Dim span = begin.minus(stop);
      return new Cut(begin, parts(span, -step), step);
    }
    Dim begin = atMost(fromEnd(start, dim), dim);
    Dim stop = atMost(fromEnd(end, dim), dim);
    return new Cut(begin, parts(stop.minus(begin), step), step);
  }

  private static Dim fromEnd(Dim place, Dim dim) {
    if (!place.isKnown() || place.value() >= 0) {
      return place;
    }
    Dim counted = place.plus(dim);
    return counted.isKnown() ? Dim.of(Math.max(0, counted.value())) : counted;
  }

  /** The smaller; a place that cannot be compared with the end is taken to lie before it. */
  private static Dim atMost(Dim place, Dim dim) {
    boolean far = place.isKnown() && place.value() >= Integer.MAX_VALUE;
    return far || place.compare(dim).orElse(-1) > 0 ? dim : place;
  }

  private static Dim parts(Dim span, long step) {
    Dim count = step == 1 ? span : span.plus(Dim.of(step - 1)).dividedBy(Dim.of(step));
    return count.isKnown() ? Dim.of(Math.max(0, count.value())) : count;
  }

  private static void cut(OpContext op, Operand a, Shape shape, Cut[] cuts) {
    boolean known = Arrays.stream(cuts).allMatch(c -> c == null || c.begin().isKnown());
    if (a.isFoldable() && known && shape.isKnown()) {
      folded(op, a, shape, cuts);
      return;
    }
    boolean bool = a.dtype() == DataType.BOOL;
    SDVariable x = bool ? op.variable(0).castTo(DataType.FLOAT) : op.variable(0);
    SDVariable out = x;
    boolean cutAny = false;
    for (int axis = 0; axis < cuts.length; axis++) {
      Dim dim = a.shape().dim(axis);
      if (cuts[axis] != null && !cuts[axis].isAll(dim)) {
        out = emit(op, out, a.shape(), axis, cuts[axis]);
        cutAny = true;
      }
    }
    if (!cutAny) {
      op.same(a);
    } else {
      op.result(bool ? out.castTo(DataType.BOOL) : out, a.dtype(), shape);
      if (a.isZero()) {
        op.zeros();
      }
    }
  }

  private static void folded(OpContext op, Operand a, Shape shape, Cut[] cuts) {
    long[] strides = Fold.strides(a.shape().toLongs());
    long[] begins = new long[cuts.length];
    long start = 0;
    for (int i = 0; i < cuts.length; i++) {
      if (cuts[i] != null) {
        start += cuts[i].begin().value() * strides[i];
        strides[i] *= cuts[i].step();
      }
    }
    int size = op.foldable(shape.size());
    int from = Math.toIntExact(start);
    int[] places = Fold.walk(shape.toLongs(), strides, begins, size);
    for (int i = 0; i < size; i++) {
      places[i] += from;
    }
    op.folded(a.dtype(), shape, a.elements().orElseThrow().pick(places));
  }

  private static SDVariable emit(OpContext op, SDVariable x, Shape whole, int axis, Cut cut) {
    Dim dim = whole.dim(axis);
    int rank = whole.rank();
    if (cut.step() < 0) {
      if (cut.step() == -1 && cut.count().equals(dim)) {
        return op.graph().reverse(x, axis);
      }
      throw op.unsupported(
          "step " + cut.step(), "a positive step, or -1 over a whole axis", "flip and slice");
    }
    Dim end = cut.begin().plus(cut.count().times(Dim.of(cut.step())));
    Long begin = place(cut.begin(), dim);
    Long stop = place(end, dim);
    boolean toEnd = end.equals(dim) || end.compare(dim).orElse(-1) >= 0;
    boolean one = cut.count().equals(Dim.ONE);
    boolean inside = dim.isKnown() || toEnd || end.compare(dim).orElse(1) <= 0;
    if (begin != null && (toEnd || stop != null) && !(one && Axes.isLast(whole, axis, begin))) {
      long step = one && begin >= 0 ? 1 : cut.step();
      Long until = one && begin >= 0 ? (Long) (begin + 1) : toEnd ? null : stop;
      return inside
          ? SafeShapes.slice(op.graph(), x, rank, axis, begin, until, step)
          : SafeShapes.clipped(op.graph(), x, rank, axis, begin, until, step);
    }
    if (cut.step() != 1) {
      throw op.unsupported("steps over a dynamic part", "step 1", "export with a fixed length");
    }
    return SafeShapes.slice(
        op.graph(),
        x,
        Axes.runtime(op, rank, axis, cut.begin(), Dim.ZERO),
        Axes.runtime(op, rank, axis, cut.count(), Dim.of(-1)));
  }

  /** A place as a number, counted from the end if that is how it is known. */
  private static Long place(Dim place, Dim dim) {
    if (place.isKnown()) {
      return place.value();
    }
    Dim fromEnd = place.minus(dim);
    return fromEnd.isKnown() && fromEnd.value() < 0 ? fromEnd.value() : null;
  }

  private static void split(OpContext op) {
    Operand a = op.operand(0);
    int axis = op.axis(op.attributes().integer("axis", 0), a.rank());
    Dim dim = a.shape().dim(axis);
    int parts = op.outputCount();
    long[] sizes =
        op.numbers("split", 1)
            .orElseGet(
                () -> {
                  long each = (dim.value() + parts - 1) / parts;
                  long[] equal = new long[parts];
                  Arrays.fill(equal, each);
                  equal[parts - 1] = dim.value() - each * (parts - 1);
                  return equal;
                });
    if (sizes.length != parts) {
      throw op.corrupt(sizes.length + " sizes", "one for each of " + parts + " outputs");
    }
    if (a.isFoldable() && parts > 1) {
      splitFolded(op, a, axis, sizes);
      return;
    }
    long begin = 0;
    for (int i = 0; i < parts; i++) {
      SDVariable part =
          SafeShapes.slice(op.graph(), op.variable(0), a.rank(), axis, begin, begin + sizes[i], 1);
      op.result(i, part, a.dtype(), a.shape().with(axis, Dim.of(sizes[i])));
      begin += sizes[i];
    }
  }

  private static void splitFolded(OpContext op, Operand a, int axis, long[] sizes) {
    long begin = 0;
    for (int i = 0; i < sizes.length; i++) {
      Shape shape = a.shape().with(axis, Dim.of(sizes[i]));
      long[] begins = new long[a.rank()];
      begins[axis] = begin;
      int[] places =
          Fold.walk(
              shape.toLongs(),
              Fold.strides(a.shape().toLongs()),
              begins,
              op.foldable(shape.size()));
      Elements part = a.elements().orElseThrow().pick(places);
      op.folded(i, a.dtype(), shape, part);
      begin += sizes[i];
    }
  }
}
