package io.github.sherl4j.importer.dl4j;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.importer.layers.LayerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Layers that leave the shape as it is, and wrappers. */
final class PlainWords {

  private PlainWords() {}

  static void add() {
    for (String type : List.of("ActivationLayer", "LossLayer")) {
      Table.add(type, null, PlainWords::activation);
    }
    Table.add("RnnLossLayer", Kind.SEQUENCE, PlainWords::activation);
    Table.add("CnnLossLayer", Kind.MAPS, PlainWords::activation);
    Table.add("DropoutLayer", null, s -> s.last("Dropout", Json.object()));
    Table.add("MaskLayer", null, s -> s.last("Identity", Json.object()));
    Table.add("BatchNormalization", null, PlainWords::batch);
    Table.add("LocalResponseNormalization", Kind.MAPS, PlainWords::local);
    Table.add("PReLULayer", null, PlainWords::prelu);
    Table.add("RepeatVector", Kind.FLAT, PlainWords::repeat);
    Table.add("FrozenLayer", null, s -> s.inner("layer", ""));
    Table.add("FrozenLayerWithBackprop", null, s -> s.inner("underlying", ""));
    Table.add("TimeDistributed", Kind.SEQUENCE, PlainWords::eachStep);
  }

  private static void eachStep(Scribe s) {
    String type = Json.type(s.config().json("underlying"));
    if (!Translator.ON_ROWS.contains(type)) {
      s.unsupported(
          "TimeDistributed of " + type + " is not mapped; wrap a DenseLayer or an activation");
      return;
    }
    s.inner("underlying", "");
  }

  private static void activation(Scribe s) {
    ObjectNode settings = Json.object();
    settings.put("activation", s.activation("activationFn"));
    s.last("Activation", settings);
  }

  /** The variance, or the decimal logarithm of its root. */
  private static void batch(Scribe s) {
    LayerConfig c = s.config();
    long n = c.size("nout");
    boolean locked = c.flag("lockGammaBeta", false);
    ObjectNode settings = Json.object();
    settings.put("axis", -1);
    settings.put("epsilon", c.real("eps", 1e-5));
    settings.put("scale", !locked);
    settings.put("center", !locked);
    List<Param> params = new ArrayList<>();
    if (!locked) {
      params.add(Param.of("gamma", 'c', n));
      params.add(Param.of("beta", 'c', n));
    }
    params.add(Param.of("mean", 'c', n));
    Param spread = Param.of("var", 'c', n);
    params.add(c.flag("useLogStd", false) ? spread.changed(PlainWords::square) : spread);
    s.weights(params, params.stream().map(Param::name).toArray(String[]::new));
    double gamma = c.real("gamma", 1);
    double beta = c.real("beta", 0);
    if (!locked || (gamma == 1 && beta == 0)) {
      s.last("BatchNormalization", settings);
      return;
    }
    s.step("standard", "BatchNormalization", settings);
    ObjectNode fixed = Json.object();
    fixed.put("scale", gamma);
    fixed.put("offset", beta);
    s.last("Rescaling", fixed);
  }

  private static INDArray square(INDArray logarithm) {
    return Transforms.exp(logarithm.mul(2 * Math.log(10)), false);
  }

  private static void local(Scribe s) {
    LayerConfig c = s.config();
    ObjectNode settings = Json.object();
    settings.put("offset", c.real("k", 2));
    settings.put("around", (long) c.real("n", 5) / 2);
    settings.put("alpha", c.real("alpha", 1e-4));
    settings.put("beta", c.real("beta", 0.75));
    s.last("LocalResponseNormalization", settings);
  }

  /** One slope an element; axes with one slope for all have size 1. */
  private static void prelu(Scribe s) {
    LayerConfig c = s.config();
    List<Long> shape = new ArrayList<>(c.integers("inputShape"));
    List<Long> shared = new ArrayList<>();
    if (c.has("sharedAxes")) {
      for (long axis : c.integers("sharedAxes")) {
        if (axis < 1 || axis > shape.size()) {
          throw c.corrupt("sharedAxes " + axis, "axes 1 to " + shape.size());
        }
        shape.set((int) axis - 1, 1L);
        shared.add(axis);
      }
    }
    int rank = shape.size();
    boolean maps = s.kind() == Kind.MAPS;
    if (rank != (maps ? 3 : s.kind() == Kind.SEQUENCE ? 2 : 1)) {
      throw c.corrupt("slopes of shape " + shape, "one size a dimension of the input");
    }
    boolean first = maps ? s.formats().mapsFirst() : s.formats().sequencesFirst();
    int[] turn = rank == 1 ? new int[] {0} : rank == 2 ? new int[] {1, 0} : new int[] {1, 2, 0};
    Param alpha = Param.of("W", 'f', shape.stream().mapToLong(Long::longValue).toArray());
    ObjectNode settings = Json.object();
    if (first && rank > 1) {
      alpha = alpha.turned(turn);
      shared.replaceAll(a -> a == 1 ? (long) rank : a - 1);
    }
    settings.set(
        "shared_axes",
        Json.list(LongStream.range(1, rank + 1).boxed().filter(shared::contains).toList()));
    s.weights(List.of(alpha), "W");
    s.last("PReLU", settings);
  }

  private static void repeat(Scribe s) {
    ObjectNode settings = Json.object();
    settings.put("n", s.config().size("n"));
    s.last("RepeatVector", settings);
    s.becomes(Kind.SEQUENCE);
  }
}
