package io.github.sherl4j.importer.dl4j.emit;

import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Between maps, sequences and rows, as the input preprocessors go, and pieces of tensors. Where
 * sequences become rows, the first steps of all sequences come first, then their second ones.
 */
public final class Rearrangements extends LayerTable {

  /** For {@link java.util.ServiceLoader}. */
  public Rearrangements() {
    entry("MapsToRows", Rearrangements::mapsToRows);
    entry("RowsToMaps", Rearrangements::rowsToMaps);
    entry("RowsToSteps", Rearrangements::rowsToSteps);
    entry("StepsToRows", Rearrangements::stepsToRows);
    entry("LastTimeStep", Rearrangements::lastStep);
    entry("ReverseTimeSeriesVertex", Rearrangements::reversed);
    entry("DuplicateToTimeSeriesVertex", Rearrangements::duplicated);
    entry("SubsetVertex", Rearrangements::subset);
    entry("StackVertex", Rearrangements::stack);
    entry("UnstackVertex", Rearrangements::unstack);
  }

  private static void mapsToRows(LayerContext layer) {
    LayerConfig c = layer.config();
    LayerTensor x = layer.input(4);
    List<Long> sizes = List.of(c.size("height"), c.size("width"), c.size("channels"));
    for (int i = 0; i < 3; i++) {
      long own = x.shape().get(i + 1);
      if (own >= 0 && own != sizes.get(i)) {
        throw c.corrupt("maps " + x.shape() + " [batch, height, width, channels]", "" + sizes);
      }
    }
    SameDiff sd = layer.graph();
    SDVariable v = c.flag("first", true) ? sd.permute(x.variable(), 0, 3, 1, 2) : x.variable();
    long width = sizes.stream().reduce(1L, Math::multiplyExact);
    layer.result(sd.reshape(v, -1, width), List.of(x.shape().get(0), width));
  }

  private static void rowsToMaps(LayerContext layer) {
    LayerConfig c = layer.config();
    LayerTensor x = layer.input();
    long height = c.size("height");
    long width = c.size("width");
    long channels = c.size("channels");
    long all = Math.multiplyExact(Math.multiplyExact(height, width), channels);
    if (x.width() >= 0 && x.width() != all) {
      throw c.corrupt("rows of " + x.width(), height + " · " + width + " · " + channels);
    }
    SameDiff sd = layer.graph();
    SDVariable rows = x.rank() == 3 ? sd.permute(x.variable(), 1, 0, 2) : x.variable();
    SDVariable maps = sd.reshape(rows, -1, channels, height, width);
    long batch = x.rank() == 2 ? x.shape().get(0) : -1;
    if (x.rank() == 3 && x.shape().get(0) >= 0 && x.shape().get(1) >= 0) {
      batch = x.shape().get(0) * x.shape().get(1);
    }
    layer.result(sd.permute(maps, 0, 2, 3, 1), List.of(batch, height, width, channels));
  }

  /** Rows become the steps of the sequence they come from, or sequences of one step. */
  private static void rowsToSteps(LayerContext layer) {
    LayerTensor x = layer.inputs().get(0);
    SameDiff sd = layer.graph();
    if (layer.inputs().size() < 2) {
      layer.result(
          SafeShapes.unsqueeze(sd, x.variable(), 1), List.of(x.shape().get(0), 1L, x.width()));
      return;
    }
    LayerTensor like = layer.inputs().get(1);
    long batch = like.shape().get(0);
    long time = like.shape().get(1);
    List<Long> stepsFirst = List.of(time, batch, x.width());
    SDVariable turned = sd.permute(like.variable(), 1, 0, 2);
    LayerTensor sizes =
        new LayerTensor(like.name(), turned, List.of(time, batch, like.width()), Optional.empty());
    SDVariable steps = layer.reshape(x.variable(), stepsFirst, sizes);
    layer.result(sd.permute(steps, 1, 0, 2), List.of(batch, time, x.width()));
  }

  private static void stepsToRows(LayerContext layer) {
    LayerTensor x = layer.input(3);
    SameDiff sd = layer.graph();
    SDVariable rows = sd.reshape(sd.permute(x.variable(), 1, 0, 2), -1, x.width());
    layer.result(rows, List.of(-1L, x.width()));
  }

  private static void lastStep(LayerContext layer) {
    LayerTensor x = layer.input(3);
    SameDiff sd = layer.graph();
    SDVariable last = SafeShapes.slice(sd, x.variable(), 3, 1, -1, null, 1);
    layer.result(SafeShapes.squeeze(sd, last, 3, 1), List.of(x.shape().get(0), x.width()));
  }

  private static void reversed(LayerContext layer) {
    LayerTensor x = layer.input(3);
    layer.result(layer.graph().reverse(x.variable(), 1), x.shape());
  }

  private static void duplicated(LayerContext layer) {
    LayerTensor x = layer.inputs().get(0);
    LayerTensor like = layer.inputs().get(1);
    if (x.rank() != 2 || like.rank() != 3) {
      throw layer.config().corrupt("shapes " + x.shape() + ", " + like.shape(), "a matrix, steps");
    }
    SameDiff sd = layer.graph();
    SDVariable one = SafeShapes.slice(sd, like.variable(), 3, 2, 0, 1L, 1);
    SDVariable y = SafeShapes.unsqueeze(sd, x.variable(), 1).mul(sd.onesLike(one));
    layer.result(y, List.of(x.shape().get(0), like.shape().get(1), x.width()));
  }

  private static void subset(LayerContext layer) {
    LayerTensor x = layer.input();
    long from = layer.config().integer("from");
    long to = layer.config().integer("to");
    int last = x.rank() - 1;
    if (from < 0 || to < from || (x.width() >= 0 && to >= x.width())) {
      throw layer.config().corrupt("features " + from + " to " + to, "some of " + x.width());
    }
    List<Long> shape = new ArrayList<>(x.shape());
    shape.set(last, to - from + 1);
    layer.result(
        SafeShapes.slice(layer.graph(), x.variable(), x.rank(), last, from, to + 1, 1), shape);
  }

  private static void stack(LayerContext layer) {
    List<LayerTensor> all = layer.inputs();
    List<Long> shape = new ArrayList<>(all.get(0).shape());
    long batch = 0;
    for (LayerTensor t : all) {
      if (!t.shape().subList(1, t.rank()).equals(shape.subList(1, shape.size()))) {
        throw layer.config().corrupt("shapes " + t.shape() + " and " + shape, "equal shapes");
      }
      batch = batch < 0 || t.shape().get(0) < 0 ? -1 : batch + t.shape().get(0);
    }
    shape.set(0, batch);
    SDVariable[] parts = all.stream().map(LayerTensor::variable).toArray(SDVariable[]::new);
    SDVariable y = all.size() == 1 ? parts[0] : layer.graph().concat(0, parts);
    layer.result(y, shape, Optional.empty());
  }

  private static void unstack(LayerContext layer) {
    LayerTensor x = layer.input();
    long parts = layer.config().size("parts");
    long from = layer.config().integer("from");
    long batch = x.shape().get(0);
    List<Long> rest = x.shape().subList(1, x.rank());
    if (from < 0 || from >= parts || (batch >= 0 && batch % parts != 0)) {
      throw layer.config().corrupt("part " + from + " of " + parts, "a part of " + batch + " rows");
    }
    if (rest.contains(-1L)) {
      throw layer.unsupported(
          "UnstackVertex of shape " + x.shape(), "known sizes", "pin the sizes of the inputs");
    }
    List<Long> apart = new ArrayList<>(List.of(parts, -1L));
    apart.addAll(rest);
    List<Long> shape = new ArrayList<>(List.of(batch < 0 ? -1 : batch / parts));
    shape.addAll(rest);
    SameDiff sd = layer.graph();
    SDVariable v = layer.reshape(x.variable(), apart, x);
    SDVariable own = SafeShapes.slice(sd, v, x.rank() + 1, 0, from, from + 1, 1);
    List<Long> open = new ArrayList<>(shape);
    open.set(0, -1L);
    layer.result(layer.reshape(own, open, x), shape);
  }
}
