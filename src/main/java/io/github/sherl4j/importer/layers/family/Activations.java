package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.engine.SafeOps;
import io.github.sherl4j.importer.layers.Activation;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Activations that are layers of their own. */
public final class Activations extends LayerTable {

  /** For {@link java.util.ServiceLoader}. */
  public Activations() {
    entry(
        "Activation",
        l -> {
          LayerTensor x = l.input();
          Activation act = Activation.of(l.config(), "activation", "linear");
          l.result(act.apply(l.graph(), x.variable(), x.rank()), x.shape());
        });
    entry("ReLU", Activations::relu);
    each("LeakyReLU", (l, x) -> Activation.relu(l.graph(), x, slope(l.config()), null, 0));
    each("ELU", (l, x) -> SafeOps.elu(l.graph(), x, l.config().real("alpha", 1), 1));
    each(
        "ThresholdedReLU",
        (l, x) -> {
          double theta = l.config().real("theta", 1);
          return x.mul(l.graph().gt(x, theta).castTo(x.dataType()));
        });
    entry("Softmax", Activations::softmax);
    entry("PReLU", Activations::prelu);
  }

  @Override
  public Optional<String> objection(String type, LayerConfig config) {
    if (type.equals("Softmax") && config.json("axis").isArray()) {
      return Optional.of("Softmax over several axes is not mapped; use one");
    }
    return Activation.objection(config, "activation");
  }

  private static double slope(LayerConfig c) {
    return c.has("negative_slope") ? c.real("negative_slope", 0.3) : c.real("alpha", 0.3);
  }

  private void each(String type, BiFunction<LayerContext, SDVariable, SDVariable> f) {
    entry(type, l -> l.result(f.apply(l, l.input().variable()), l.input().shape()));
  }

  private static void relu(LayerContext layer) {
    LayerConfig c = layer.config();
    Double largest = c.has("max_value") ? (Double) c.real("max_value", 0) : null;
    LayerTensor x = layer.input();
    layer.result(
        Activation.relu(
            layer.graph(),
            x.variable(),
            c.real("negative_slope", 0),
            largest,
            c.real("threshold", 0)),
        x.shape());
  }

  private static void softmax(LayerContext layer) {
    LayerTensor x = layer.inputs().get(0);
    int axis = Axes.of(layer.config(), "axis", -1, x.rank());
    SDVariable y = x.variable();
    Optional<LayerTensor> mask =
        layer.inputs().size() > 1 ? Optional.of(layer.inputs().get(1)) : layer.keyword("mask");
    if (mask.isPresent()) {
      y = y.add(mask.get().variable().castTo(layer.dtype()).rsub(1.0).mul(-1e9));
    }
    layer.result(layer.graph().nn.softmax(y, axis), x.shape());
  }

  private static void prelu(LayerContext layer) {
    LayerTensor x = layer.input();
    SameDiff sd = layer.graph();
    List<Long> shape = new ArrayList<>(x.shape().subList(1, x.rank()));
    if (layer.config().has("shared_axes")) {
      for (long axis : layer.config().integers("shared_axes")) {
        shape.set((int) Math.min(Math.max(axis - 1, 0), shape.size() - 1), 1L);
      }
    }
    SDVariable alpha = layer.weight("alpha", shape.stream().mapToLong(Long::longValue).toArray());
    SDVariable below = sd.nn.relu(x.variable().neg(), 0).mul(sd.stack(0, alpha));
    layer.result(sd.nn.relu(x.variable(), 0).sub(below), x.shape());
  }
}
