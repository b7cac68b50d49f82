package io.github.sherl4j.importer.onnx.fuse;

import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Elements;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Optional;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;

/** A tensor as patterns see it. Equal are values of one name. */
public final class Value {

  private final String name;
  private final DataType dtype;
  private final Shape shape;
  private final Supplier<Optional<Elements>> elements;
  private final boolean known;
  private final Optional<Step> maker;

  /**
   * A tensor as far as it is known.
   *
   * @param known whether its numbers are known when the file is read
   * @param elements these numbers; not asked for without need
   * @param maker what computes it; empty for inputs, weights and constants
   */
  public Value(
      String name,
      DataType dtype,
      Shape shape,
      boolean known,
      Supplier<Optional<Elements>> elements,
      Optional<Step> maker) {
    this.name = name;
    this.dtype = dtype;
    this.shape = shape;
    this.known = known;
    this.elements = elements;
    this.maker = maker;
  }

  /** Name in the file. */
  public String name() {
    return name;
  }

  /** Element type. */
  DataType dtype() {
    return dtype;
  }

  /** Shape; dimensions may be symbolic. */
  Shape shape() {
    return shape;
  }

  /** Number of dimensions. */
  int rank() {
    return shape.rank();
  }

  /** Whether sums of many squares do not overflow where their mean would not. */
  boolean isWideFloat() {
    return dtype == DataType.FLOAT || dtype == DataType.DOUBLE;
  }

  /** Whether its numbers are known. */
  boolean isKnown() {
    return known;
  }

  /** Its numbers, as far as they are known. */
  Optional<long[]> integers() {
    return known && shape.rank() <= 1
        ? elements.get().filter(e -> !e.isFloat() && e.isKnown()).map(Elements::toLongs)
        : Optional.empty();
  }

  /** Its only number, if it leaves the shape of a tensor of {@code rank} axes as it is. */
  Optional<Double> number(int rank) {
    boolean single = known && rank() <= rank && shape.isKnown() && shape.size().equals(Dim.ONE);
    return single
        ? elements.get().filter(Elements::isKnown).map(e -> e.number(0))
        : Optional.empty();
  }

  /** What computes it. */
  Optional<Step> maker() {
    return maker;
  }

  /** What computes it, if that is an operator of one of these types. */
  Optional<Step> madeBy(String... types) {
    return maker.filter(s -> s.is(types));
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Value v && v.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name + " " + dtype + shape;
  }
}
