package io.github.sherl4j.importer.shape;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The elements, in C order, of a tensor that is known while a model is read: floating-point
 * numbers, whole numbers (booleans are 0 and 1), or {@linkplain Dim dimensions}. Immutable.
 */
public final class Elements {

  private final double[] floats;
  private final long[] longs;
  private final Dim[] dims;

  private Elements(double[] floats, long[] longs, Dim[] dims) {
    this.floats = floats;
    this.longs = longs;
    this.dims = dims;
  }

  /** Floating-point numbers. */
  public static Elements ofDoubles(double... values) {
    return new Elements(values.clone(), null, null);
  }

  /** Whole numbers. */
  public static Elements ofLongs(long... values) {
    return new Elements(null, values.clone(), null);
  }

  /** Dimensions, all of them known or not. */
  public static Elements ofDims(List<Dim> values) {
    return values.stream().allMatch(Dim::isKnown)
        ? new Elements(null, values.stream().mapToLong(Dim::value).toArray(), null)
        : new Elements(null, null, values.toArray(new Dim[0]));
  }

  /** {@code size} dimensions. */
  public static Elements ofDims(int size, IntFunction<Dim> value) {
    return ofDims(IntStream.range(0, size).mapToObj(value).toList());
  }

  /** Number of elements. */
  public int size() {
    return floats != null ? floats.length : longs != null ? longs.length : dims.length;
  }

  /** Whether they are floating-point numbers. */
  public boolean isFloat() {
    return floats != null;
  }

  /** Whether every element is a number. */
  public boolean isKnown() {
    return dims == null;
  }

  /** A whole element. */
  public Dim dim(int i) {
    return dims != null ? dims[i] : Dim.of(longs[i]);
  }

  /** All elements of a whole tensor. */
  public List<Dim> dims() {
    return IntStream.range(0, size()).mapToObj(this::dim).toList();
  }

  /** A known element as a double. */
  public double number(int i) {
    return floats != null ? floats[i] : longs != null ? longs[i] : dims[i].value();
  }

  /** Known whole elements. */
  public long[] toLongs() {
    return longs != null ? longs.clone() : Arrays.stream(dims).mapToLong(Dim::value).toArray();
  }

  /** Known elements as doubles. */
  public double[] toDoubles() {
    return floats != null
        ? floats.clone()
        : IntStream.range(0, size()).mapToDouble(this::number).toArray();
  }

  /** Elements taken from the given places of this, such as for a transpose. */
  public Elements pick(int[] places) {
    if (floats != null) {
      return new Elements(Arrays.stream(places).mapToDouble(i -> floats[i]).toArray(), null, null);
    }
    if (longs != null) {
      return new Elements(null, Arrays.stream(places).mapToLong(i -> longs[i]).toArray(), null);
    }
    return ofDims(places.length, i -> dims[places[i]]);
  }

  /** These elements followed by others of the same sort. */
  public Elements then(Elements other) {
    if (floats != null) {
      double[] all = Arrays.copyOf(floats, size() + other.size());
      System.arraycopy(other.toDoubles(), 0, all, size(), other.size());
      return new Elements(all, null, null);
    }
    if (longs != null && other.longs != null) {
      long[] all = Arrays.copyOf(longs, size() + other.size());
      System.arraycopy(other.longs, 0, all, size(), other.size());
      return new Elements(null, all, null);
    }
    return ofDims(size() + other.size(), i -> i < size() ? dim(i) : other.dim(i - size()));
  }

  @Override
  public String toString() {
    int shown = Math.min(size(), 8);
    return IntStream.range(0, shown)
            .mapToObj(i -> isFloat() ? Double.toString(floats[i]) : dim(i).toString())
            .toList()
        + (shown < size() ? "…" : "");
  }
}
