package io.github.sherl4j.importer.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The dimensions of a tensor. Immutable.
 *
 * @param dims outermost first; empty for a scalar
 */
public record Shape(List<Dim> dims) {

  /** Shape of a scalar. */
  public static final Shape SCALAR = new Shape(List.of());

  /** Defensive copy. */
  public Shape {
    dims = List.copyOf(dims);
  }

  /** A known shape. */
  public static Shape of(long... sizes) {
    return new Shape(Arrays.stream(sizes).mapToObj(Dim::of).toList());
  }

  /** Number of dimensions. */
  public int rank() {
    return dims.size();
  }

  /** Dimension {@code axis}, counted from the end if negative. */
  public Dim dim(int axis) {
    return dims.get(axis < 0 ? axis + rank() : axis);
  }

  /** Number of elements. */
  public Dim size() {
    return product(0, rank());
  }

  /** Product of the dimensions {@code from} (inclusive) to {@code to} (exclusive). */
  public Dim product(int from, int to) {
    Dim product = Dim.ONE;
    for (Dim d : dims.subList(from, to)) {
      product = product.times(d);
    }
    return product;
  }

  /** Whether every dimension is a known number. */
  public boolean isKnown() {
    return dims.stream().allMatch(Dim::isKnown);
  }

  /** The sizes, −1 where only known when the model runs. */
  public long[] toLongs() {
    return dims.stream().mapToLong(Dim::valueOrDynamic).toArray();
  }

  /** How many dimensions are only known when the model runs. */
  public int dynamicCount() {
    return (int) dims.stream().filter(d -> !d.isKnown()).count();
  }

  /** The same with one dimension replaced. */
  public Shape with(int axis, Dim dim) {
    List<Dim> changed = new ArrayList<>(dims);
    changed.set(axis, dim);
    return new Shape(changed);
  }

  /** The same without some (non-negative) axes. */
  public Shape without(Collection<Integer> axes) {
    List<Dim> left = new ArrayList<>();
    for (int i = 0; i < rank(); i++) {
      if (!axes.contains(i)) {
        left.add(dims.get(i));
      }
    }
    return new Shape(left);
  }

  /** The dimensions in another order. */
  public Shape permuted(int[] order) {
    return new Shape(Arrays.stream(order).mapToObj(dims::get).toList());
  }

  /** The dimensions {@code from} (inclusive) to {@code to} (exclusive). */
  public Shape part(int from, int to) {
    return new Shape(dims.subList(from, to));
  }

  /** These dimensions followed by others. */
  public Shape then(Shape other) {
    List<Dim> all = new ArrayList<>(dims);
    all.addAll(other.dims);
    return new Shape(all);
  }

  /**
   * The common shape of an elementwise operation. Where two different dynamic dimensions meet, they
   * are taken to be equal when the model runs.
   *
   * @throws ArithmeticException if the shapes do not fit together
   */
  public Shape broadcast(Shape other) {
    int rank = Math.max(rank(), other.rank());
    List<Dim> joint = new ArrayList<>();
    for (int i = -rank; i < 0; i++) {
      Dim a = -i > rank() ? Dim.ONE : dim(i);
      Dim b = -i > other.rank() ? Dim.ONE : other.dim(i);
      joint.add(joint(a, b, other));
    }
    return new Shape(joint);
  }

  private Dim joint(Dim a, Dim b, Shape other) {
    if (a.equals(b) || b.equals(Dim.ONE)) {
      return a;
    }
    if (a.equals(Dim.ONE)) {
      return b;
    }
    if (a.isKnown() && b.isKnown()) {
      throw new ArithmeticException("the shapes " + this + " and " + other + " do not fit");
    }
    if (a.isKnown() || b.isKnown()) {
      return a.isKnown() ? a : b;
    }
    return a.toString().length() <= b.toString().length() ? a : b;
  }

  @Override
  public String toString() {
    return dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
  }
}
