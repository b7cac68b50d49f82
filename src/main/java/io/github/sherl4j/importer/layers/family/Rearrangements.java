package io.github.sherl4j.importer.layers.family;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerSpec;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Functions that move elements, leave some out or sum them up, saved like layers by Keras 3. */
public final class Rearrangements extends LayerTable {

  /** For {@link java.util.ServiceLoader}. */
  public Rearrangements() {
    entry(LayerSpec.OPERATION + "GetItem", Rearrangements::item);
    entry(LayerSpec.OPERATION + "Reshape", Rearrangements::reshape);
    entry(LayerSpec.OPERATION + "Transpose", Rearrangements::transpose);
    entry(LayerSpec.OPERATION + "Concatenate", Rearrangements::concatenate);
    entry(LayerSpec.OPERATION + "ExpandDims", Rearrangements::expand);
    entry(LayerSpec.OPERATION + "Squeeze", Rearrangements::squeeze);
    entry(LayerSpec.OPERATION + "Mean", l -> reduce(l, 'm'));
    entry(LayerSpec.OPERATION + "Sum", l -> reduce(l, 's'));
    entry(LayerSpec.OPERATION + "Max", l -> reduce(l, 'x'));
  }

  private static JsonNode required(LayerContext layer, String name) {
    return Arguments.find(layer, name, 1)
        .orElseThrow(() -> layer.config().corrupt("no " + name, "one"));
  }

  /** {@code x[:, 0]} and the like: places and ranges with steps of one, one axis after another. */
  private static void item(LayerContext layer) {
    LayerTensor x = layer.input();
    JsonNode key = required(layer, "key");
    List<JsonNode> parts = new ArrayList<>();
    (key.isArray() ? key : List.of(key)).forEach(parts::add);
    SameDiff sd = layer.graph();
    SDVariable y = x.variable();
    List<Long> shape = new ArrayList<>(x.shape());
    int axis = 0;
    int rank = x.rank();
    for (JsonNode part : parts) {
      String kind = part.path("class_name").asText("");
      if (kind.equals("__ellipsis__")) {
        axis = rank - (parts.size() - 1 - parts.indexOf(part));
      } else if (axis >= rank) {
        throw layer.config().corrupt("more places than the axes of " + x.shape(), "as many");
      } else if (kind.equals("__slice__")) {
        JsonNode c = part.path("config");
        if (c.path("step").asLong(1) != 1) {
          throw layer.unsupported("a step in " + key, "steps of one", "take them with a layer");
        }
        long n = shape.get(axis);
        long begin = c.path("start").asLong(0);
        Long end = c.hasNonNull("stop") ? (Long) c.path("stop").asLong() : null;
        if (begin != 0 || end != null) {
          y = SafeShapes.clipped(sd, y, rank, axis, begin, end, 1);
          shape.set(axis, n < 0 ? -1 : length(n, begin, end));
        }
        axis++;
      } else if (part.canConvertToInt() && part.isNumber() && axis > 0) {
        long at = part.asLong();
        long n = shape.get(axis);
        if (n >= 0 && (at >= n || at < -n)) {
          throw layer.config().corrupt("place " + at + " of " + n, "one that there is");
        }
        y = SafeShapes.clipped(sd, y, rank, axis, at, at == -1 ? null : (Long) (at + 1), 1);
        y = SafeShapes.squeeze(sd, y, rank, axis);
        shape.remove(axis);
        rank--;
      } else {
        throw layer.unsupported(
            "the key " + part, "ranges and places after the batch", "take them with a layer");
      }
    }
    layer.result(y, shape, Optional.empty());
  }

  private static long length(long n, long begin, Long end) {
    long from = Math.min(n, begin < 0 ? Math.max(0, begin + n) : begin);
    long to = end == null ? n : Math.min(n, end < 0 ? end + n : end);
    return Math.max(0, to - from);
  }

  private static void reshape(LayerContext layer) {
    LayerTensor x = layer.input();
    JsonNode given = Arguments.find(layer, "newshape", 1).orElseGet(() -> required(layer, "shape"));
    List<Long> target = new ArrayList<>();
    given.forEach(n -> target.add(n.isNull() ? -1 : n.asLong()));
    List<Long> rest = x.shape().subList(1, x.rank());
    if (target.isEmpty() || rest.contains(-1L) || target.subList(1, target.size()).contains(-1L)) {
      throw layer.unsupported(
          "a reshape of " + x.shape() + " to " + given,
          "known sizes after the batch",
          "use a Reshape layer");
    }
    if (Products.product(rest) != Products.product(target.subList(1, target.size()))) {
      throw layer.config().corrupt("a reshape of " + x.shape() + " to " + given, "equal rows");
    }
    target.set(0, -1L);
    SDVariable y = layer.reshape(x.variable(), target, x);
    target.set(0, x.shape().get(0));
    layer.result(y, target, Optional.empty());
  }

  private static void transpose(LayerContext layer) {
    LayerTensor x = layer.input();
    List<Long> order = Arguments.integers(layer, required(layer, "axes"));
    int[] axes = order.stream().mapToInt(a -> Arguments.counted(layer, a, x.rank())).toArray();
    List<Long> shape = new ArrayList<>();
    for (int a : axes) {
      shape.add(x.shape().get(a));
    }
    if (axes.length != x.rank() || order.stream().distinct().count() != axes.length) {
      throw layer.config().corrupt("axes " + order, "an order of " + x.rank() + " axes");
    }
    layer.result(layer.graph().permute(x.variable(), axes), shape, Optional.empty());
  }

  private static void concatenate(LayerContext layer) {
    Merges.concatenate(layer, Arguments.axis(layer, 0, layer.inputs().get(0).rank()));
  }

  private static void expand(LayerContext layer) {
    LayerTensor x = layer.input();
    int axis = Arguments.axis(layer, -1, x.rank() + 1);
    List<Long> shape = new ArrayList<>(x.shape());
    shape.add(axis, 1L);
    layer.result(SafeShapes.unsqueeze(layer.graph(), x.variable(), axis), shape, Optional.empty());
  }

  private static void squeeze(LayerContext layer) {
    LayerTensor x = layer.input();
    int axis = Arguments.counted(layer, required(layer, "axis").asLong(), x.rank());
    if (x.shape().get(axis) != 1) {
      throw layer.config().corrupt("axis " + axis + " of " + x.shape(), "an axis of size 1");
    }
    List<Long> shape = new ArrayList<>(x.shape());
    shape.remove(axis);
    layer.result(
        SafeShapes.squeeze(layer.graph(), x.variable(), x.rank(), axis), shape, Optional.empty());
  }

  private static void reduce(LayerContext layer, char how) {
    LayerTensor x = layer.input();
    TreeSet<Integer> axes = new TreeSet<>();
    Arguments.integers(layer, required(layer, "axis"))
        .forEach(a -> axes.add(Arguments.counted(layer, a, x.rank())));
    boolean keep = Arguments.find(layer, "keepdims", 2).map(JsonNode::asBoolean).orElse(false);
    int[] over = axes.stream().mapToInt(Integer::intValue).toArray();
    SameDiff sd = layer.graph();
    SDVariable v = x.variable();
    SDVariable y =
        how == 'm'
            ? sd.mean(v, keep, over)
            : how == 's' ? sd.sum(v, keep, over) : sd.max(v, keep, over);
    List<Long> shape = new ArrayList<>(x.shape());
    axes.forEach(a -> shape.set(a, keep ? 1L : null));
    shape.removeAll(Collections.singleton(null));
    layer.result(y, shape, Optional.empty());
  }
}
