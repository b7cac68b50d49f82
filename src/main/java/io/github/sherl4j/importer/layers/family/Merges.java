package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.engine.SafeOps;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Layers that bring several tensors together. */
public final class Merges extends LayerTable {

  /** For {@link java.util.ServiceLoader}. */
  public Merges() {
    entry("Add", l -> fold(l, SDVariable::add, 1));
    entry("Multiply", l -> fold(l, SDVariable::mul, 1));
    entry("Subtract", l -> fold(l, SDVariable::sub, 1));
    entry("Average", l -> fold(l, SDVariable::add, 1.0 / l.inputs().size()));
    entry("Maximum", l -> extremum(l, true));
    entry("Minimum", l -> extremum(l, false));
    entry("Concatenate", Merges::concatenate);
    entry("Dot", Merges::dot);
  }

  @Override
  public Optional<String> objection(String type, LayerConfig config) {
    return Optional.empty();
  }

  private static List<Long> broadcast(LayerContext layer) {
    return broadcast(layer, layer.inputs());
  }

  /** The shape of an element-wise function of tensors. */
  static List<Long> broadcast(LayerContext layer, List<LayerTensor> inputs) {
    int rank = inputs.stream().mapToInt(LayerTensor::rank).max().orElse(0);
    List<Long> shape = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      long size = 1;
      for (LayerTensor t : inputs) {
        if (t.rank() != rank) {
          throw layer.unsupported(
              "tensors of " + t.rank() + " and " + rank + " dimensions",
              "equal numbers of dimensions",
              "reshape them first");
        }
        long own = t.shape().get(axis);
        if (size > 1 && own > 1 && own != size) {
          throw layer.config().corrupt("sizes " + size + " and " + own, "equal sizes, or 1");
        }
        size = own > 1 || (own < 0 && size == 1) ? own : size;
      }
      shape.add(size);
    }
    return shape;
  }

  private static void several(LayerContext layer) {
    if (layer.inputs().size() < 2) {
      throw layer.config().corrupt(layer.inputs().size() + " inputs", "at least two");
    }
  }

  private static Optional<SDVariable> mask(LayerContext layer) {
    return layer.inputs().stream()
        .map(LayerTensor::mask)
        .reduce(
            (a, b) ->
                a.isPresent() && b.isPresent()
                    ? Optional.of(joined(a.get(), b.get()))
                    : Optional.empty())
        .orElse(Optional.empty());
  }

  private static SDVariable joined(SDVariable a, SDVariable b) {
    return a.equals(b) ? a : a.mul(b);
  }

  private static void fold(LayerContext layer, BinaryOperator<SDVariable> f, double factor) {
    several(layer);
    List<Long> shape = broadcast(layer);
    SDVariable y = layer.inputs().stream().map(LayerTensor::variable).reduce(f).orElseThrow();
    layer.result(factor == 1 ? y : y.mul(factor), shape, mask(layer));
  }

  private static void extremum(LayerContext layer, boolean larger) {
    several(layer);
    List<Long> shape = broadcast(layer);
    boolean same = layer.inputs().stream().map(LayerTensor::shape).distinct().count() == 1;
    SDVariable y =
        layer.inputs().stream()
            .map(LayerTensor::variable)
            .reduce((a, b) -> SafeOps.extremum(layer.graph(), a, b, larger, same, true))
            .orElseThrow();
    layer.result(y, shape, mask(layer));
  }

  private static void concatenate(LayerContext layer) {
    LayerTensor x = layer.inputs().get(0);
    concatenate(layer, Axes.of(layer.config(), "axis", -1, x.rank()));
  }

  static void concatenate(LayerContext layer, int axis) {
    several(layer);
    LayerTensor x = layer.inputs().get(0);
    List<Long> shape = new ArrayList<>(x.shape());
    long size = 0;
    for (LayerTensor t : layer.inputs()) {
      if (t.rank() != x.rank()) {
        throw layer.config().corrupt("ranks " + t.rank() + " and " + x.rank(), "equal ranks");
      }
      long own = t.shape().get(axis);
      size = own < 0 || size < 0 ? -1 : size + own;
    }
    shape.set(axis, size);
    SDVariable[] parts =
        layer.inputs().stream().map(LayerTensor::variable).toArray(SDVariable[]::new);
    layer.result(
        layer.graph().concat(axis, parts),
        shape,
        axis == x.rank() - 1 ? mask(layer) : Optional.empty());
  }

  private static void dot(LayerContext layer) {
    several(layer);
    LayerTensor a = layer.inputs().get(0);
    LayerTensor b = layer.inputs().get(1);
    List<Long> axes = layer.config().integers("axes");
    int i = counted(axes.get(0), a.rank());
    int j = counted(axes.get(axes.size() - 1), b.rank());
    boolean fits = a.rank() == b.rank() && a.rank() <= 3 && i >= 1 && j >= 1;
    if (!fits || i >= a.rank() || j >= b.rank()) {
      throw layer.unsupported(
          "Dot of " + a.shape() + " and " + b.shape() + " over " + axes,
          "two tensors of two or three dimensions each",
          "reshape them first");
    }
    SDVariable x = normal(layer, a, i);
    SDVariable y = normal(layer, b, j);
    SameDiff sd = layer.graph();
    if (a.rank() == 2) {
      SDVariable sum = sd.sum(x.mul(y), true, 1);
      layer.result(sum, List.of(a.shape().get(0), 1L), Optional.empty());
      return;
    }
    SDVariable product = SafeMatmul.matmul(sd, x, y, i == 1, j == 2, false);
    layer.result(
        product,
        List.of(a.shape().get(0), a.shape().get(i == 1 ? 2 : 1), b.shape().get(j == 1 ? 2 : 1)),
        Optional.empty());
  }

  private static int counted(long axis, int rank) {
    return (int) (axis < 0 ? axis + rank : axis);
  }

  private static SDVariable normal(LayerContext layer, LayerTensor t, int axis) {
    if (!layer.config().flag("normalize", false)) {
      return t.variable();
    }
    SameDiff sd = layer.graph();
    SDVariable squares = sd.sum(t.variable().mul(t.variable()), true, axis);
    return t.variable().mul(sd.math.rsqrt(sd.math.clipByValue(squares, 1e-12, Float.MAX_VALUE)));
  }
}
