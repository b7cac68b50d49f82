package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.importer.layers.Activation;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** LSTM, GRU and SimpleRNN in one or both directions over sequences [batch, time, width]. */
public final class Recurrents extends LayerTable {

  private static final Set<String> CELLS = Set.of("LSTM", "GRU", "SimpleRNN");

  /** For {@link java.util.ServiceLoader}. */
  public Recurrents() {
    CELLS.forEach(type -> entry(type, Recurrents::single));
    entry("Bidirectional", Recurrents::both);
  }

  @Override
  public Optional<String> objection(String type, LayerConfig config) {
    if (type.equals("Bidirectional")) {
      String inner = config.innerType("layer");
      if (!CELLS.contains(inner)) {
        return Optional.of("Bidirectional of " + inner + " is not mapped; known: " + CELLS);
      }
      return objection(inner, config.inner("layer"))
          .or(
              () ->
                  config.inner("layer").flag("return_state", false)
                      ? Optional.of("Bidirectional with return_state is not mapped; leave it out")
                      : Optional.empty());
    }
    if (config.flag("stateful", false)) {
      return Optional.of("state kept between batches is not mapped; set stateful=False");
    }
    for (String setting : List.of("time_major", "zero_output_for_mask")) {
      if (config.flag(setting, false)) {
        return Optional.of(setting + " is not mapped; leave it out");
      }
    }
    return Activation.objection(config, "activation")
        .or(() -> Activation.objection(config, "recurrent_activation"));
  }

  @Override
  public List<String> parts(String type, LayerConfig config) {
    return type.equals("Bidirectional")
        ? List.of("forward_layer/cell", "backward_layer/cell")
        : List.of("cell");
  }

  private static void single(LayerContext layer) {
    LayerTensor x = layer.input(3);
    LayerConfig c = layer.config();
    Recurrence run = new Recurrence(layer, c, layer.type(), "", x, c.flag("go_backwards", false));
    run.run();
    boolean all = c.flag("return_sequences", false);
    long units = c.size("units");
    if (all) {
      layer.result(run.sequence(), List.of(x.shape().get(0), x.shape().get(1), units));
    } else {
      layer.result(run.last(), List.of(x.shape().get(0), units), Optional.empty());
    }
    if (c.flag("return_state", false)) {
      for (SDVariable state : run.states()) {
        layer.result(state, List.of(x.shape().get(0), units), Optional.empty());
      }
    }
  }

  private static void both(LayerContext layer) {
    LayerTensor x = layer.input(3);
    LayerConfig forth = layer.config().inner("layer");
    LayerConfig back =
        layer.config().has("backward_layer") ? layer.config().inner("backward_layer") : forth;
    String type = layer.config().innerType("layer");
    Recurrence a = new Recurrence(layer, forth, type, "forward/", x, false);
    Recurrence b = new Recurrence(layer, back, type, "backward/", x, true);
    a.run();
    b.run();
    SameDiff sd = layer.graph();
    boolean all = forth.flag("return_sequences", false);
    long units = forth.size("units");
    SDVariable left = all ? a.sequence() : a.last();
    SDVariable right = all ? sd.reverse(b.sequence(), 1) : b.last();
    List<Long> shape = new ArrayList<>(List.of(x.shape().get(0)));
    if (all) {
      shape.add(x.shape().get(1));
    }
    shape.add(units);
    Optional<SDVariable> mask = all ? x.mask() : Optional.empty();
    String mode = layer.config().text("merge_mode", "none");
    int last = shape.size() - 1;
    switch (mode) {
      case "concat" -> {
        shape.set(last, 2 * units);
        layer.result(sd.concat(last, left, right), shape, mask);
      }
      case "sum" -> layer.result(left.add(right), shape, mask);
      case "mul" -> layer.result(left.mul(right), shape, mask);
      case "ave" -> layer.result(left.add(right).mul(0.5), shape, mask);
      default -> {
        layer.result(left, shape, mask);
        layer.result(right, shape, mask);
      }
    }
  }
}
