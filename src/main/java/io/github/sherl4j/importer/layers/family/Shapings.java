package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/** Layers that move elements or leave some out. */
public final class Shapings extends LayerTable {

  /** For {@link java.util.ServiceLoader}. */
  public Shapings() {
    entry("Flatten", Shapings::flatten);
    entry("Reshape", Shapings::reshape);
    entry("Permute", Shapings::permute);
    entry("RepeatVector", Shapings::repeat);
    for (int axes = 1; axes <= 3; axes++) {
      int n = axes;
      entry("ZeroPadding" + n + "D", l -> pad(l, n));
      entry("Cropping" + n + "D", l -> crop(l, n));
      entry("UpSampling" + n + "D", l -> enlarge(l, n));
    }
  }

  @Override
  public Optional<String> objection(String type, LayerConfig config) {
    String way = config.text("interpolation", "nearest");
    if (type.equals("UpSampling2D") && !List.of("nearest", "bilinear").contains(way)) {
      return Optional.of("interpolation " + way + " is not mapped; use nearest or bilinear");
    }
    return Optional.empty();
  }

  private static void flatten(LayerContext layer) {
    LayerTensor x = layer.input();
    SDVariable v = x.variable();
    SameDiff sd = layer.graph();
    if (x.rank() == 1) {
      layer.result(sd.reshape(v, -1, 1), List.of(x.shape().get(0), 1L), Optional.empty());
      return;
    }
    if (Spatial.isFirst(layer.config()) && x.rank() > 2) {
      int[] order = new int[x.rank()];
      for (int i = 1; i < order.length; i++) {
        order[i] = i == order.length - 1 ? 1 : i + 1;
      }
      v = sd.permute(v, order);
    }
    List<Long> rest = x.shape().subList(1, x.rank());
    if (rest.contains(-1L)) {
      throw layer.unsupported(
          "Flatten of shape " + x.shape(), "known sizes", "give the model's input a fixed size");
    }
    long width = Products.product(rest);
    SDVariable y = sd.reshape(v, -1, width);
    layer.result(y, List.of(x.shape().get(0), width), Optional.empty());
  }

  private static void reshape(LayerContext layer) {
    LayerTensor x = layer.input();
    List<Long> target = new ArrayList<>(layer.config().integers("target_shape"));
    List<Long> rest = x.shape().subList(1, x.rank());
    int open = target.indexOf(-1L);
    if (rest.contains(-1L)) {
      throw layer.unsupported(
          "Reshape of shape " + x.shape(), "known sizes", "give the model's input a fixed size");
    }
    long all = Products.product(rest);
    if (open >= 0) {
      target.set(open, 1L);
      long others = Products.product(target);
      target.set(open, others > 0 ? all / others : 0);
    }
    if (target.stream().anyMatch(d -> d < 1) || Products.product(target) != all) {
      throw layer.config().corrupt("a reshape of " + rest + " to " + target, "as many elements");
    }
    target.add(0, x.shape().get(0));
    layer.result(layer.reshape(x.variable(), batched(target), x), target, Optional.empty());
  }

  private static List<Long> batched(List<Long> shape) {
    List<Long> open = new ArrayList<>(shape);
    open.set(0, -1L);
    return open;
  }

  private static void permute(LayerContext layer) {
    LayerTensor x = layer.input();
    List<Long> dims = layer.config().integers("dims");
    int[] order = new int[x.rank()];
    List<Long> shape = new ArrayList<>(List.of(x.shape().get(0)));
    boolean right = dims.size() == x.rank() - 1 && dims.stream().distinct().count() == dims.size();
    for (int i = 1; right && i < order.length; i++) {
      order[i] = dims.get(i - 1).intValue();
      right = order[i] >= 1 && order[i] < order.length;
      if (right) {
        shape.add(x.shape().get(order[i]));
      }
    }
    if (!right) {
      throw layer.config().corrupt("dims " + dims, "an order of " + (x.rank() - 1) + " axes");
    }
    layer.result(layer.graph().permute(x.variable(), order), shape, Optional.empty());
  }

  private static void repeat(LayerContext layer) {
    LayerTensor x = layer.input(2);
    long n = layer.config().size("n");
    SameDiff sd = layer.graph();
    SDVariable ones = sd.constant(Nd4j.ones(layer.dtype(), 1, n, 1));
    layer.result(
        sd.stack(1, x.variable()).mul(ones),
        List.of(x.shape().get(0), n, x.width()),
        Optional.empty());
  }

  private static void pad(LayerContext layer, int axes) {
    LayerTensor x = layer.input(axes + 2);
    List<List<Long>> pads = layer.config().pairs("padding", axes, 1);
    int start = Spatial.isFirst(layer.config()) ? 2 : 1;
    int[][] all = new int[x.rank()][2];
    List<Long> shape = new ArrayList<>(x.shape());
    for (int i = 0; i < axes; i++) {
      long before = pads.get(i).get(0);
      long after = pads.get(i).get(1);
      all[start + i] = new int[] {(int) before, (int) after};
      long n = shape.get(start + i);
      shape.set(start + i, n < 0 ? -1 : n + before + after);
    }
    SameDiff sd = layer.graph();
    SDVariable y = sd.nn.pad(x.variable(), sd.constant(Nd4j.createFromArray(all)), 0);
    layer.result(y, shape, Optional.empty());
  }

  private static void crop(LayerContext layer, int axes) {
    LayerTensor x = layer.input(axes + 2);
    List<List<Long>> cuts = layer.config().pairs("cropping", axes, axes == 1 ? 1 : 0);
    int start = Spatial.isFirst(layer.config()) ? 2 : 1;
    List<Long> shape = new ArrayList<>(x.shape());
    SDVariable y = x.variable();
    for (int i = 0; i < axes; i++) {
      long before = cuts.get(i).get(0);
      long after = cuts.get(i).get(1);
      long n = shape.get(start + i);
      if (n >= 0 && before + after >= n) {
        throw layer.config().corrupt("cuts " + cuts.get(i) + " of " + n, "something that is left");
      }
      Long end = after == 0 ? null : n < 0 ? (Long) (-after) : (Long) (n - after);
      if (before + after > 0) {
        y = SafeShapes.slice(layer.graph(), y, x.rank(), start + i, before, end, 1);
      }
      shape.set(start + i, n < 0 ? -1 : n - before - after);
    }
    layer.result(y, shape, Optional.empty());
  }

  /** Every element several times: as many copies in an axis of their own, then joined to it. */
  private static void enlarge(LayerContext layer, int axes) {
    LayerTensor x = layer.input(axes + 2);
    List<Long> twos = Collections.nCopies(axes, 2L);
    List<Long> times =
        layer.config().sizes(layer.config().has("size") ? "size" : "length", axes, 1, twos);
    int start = Spatial.isFirst(layer.config()) ? 2 : 1;
    SameDiff sd = layer.graph();
    List<Long> shape = new ArrayList<>(x.shape());
    SDVariable y = x.variable();
    boolean blends = layer.config().text("interpolation", "nearest").equals("bilinear");
    for (int i = 0; i < axes; i++) {
      int axis = start + i;
      long n = shape.get(axis);
      if (n < 0) {
        throw layer.unsupported(
            type(layer, x), "known sizes", "give the model's input a fixed size");
      }
      if (blends) {
        y = Blends.along(layer, y, shape, axis, times.get(i));
        shape.set(axis, n * times.get(i));
        continue;
      }
      SDVariable[] copies = new SDVariable[Math.toIntExact(times.get(i))];
      Arrays.fill(copies, y);
      shape.set(axis, n * times.get(i));
      y = layer.reshape(sd.stack(axis + 1, copies), batched(shape), x);
    }
    layer.result(y, shape, Optional.empty());
  }

  private static String type(LayerContext layer, LayerTensor x) {
    return layer.type() + " of shape " + x.shape();
  }
}
