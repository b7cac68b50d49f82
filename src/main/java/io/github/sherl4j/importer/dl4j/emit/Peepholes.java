package io.github.sherl4j.importer.dl4j.emit;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.layers.Activation;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.List;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * LSTMs whose gates also see the state of the cell (Graves, Supervised Sequence Labelling with
 * Recurrent Neural Networks, 2012): input and forget gate that before the step, the output gate
 * that after it. Written out step by step: the native loop has no right gradient for them.
 */
public final class Peepholes extends LayerTable {

  private static final long MAX_STEPS = 1024;

  /** Operators of a graph after which no more steps are written out. */
  private static final int MAX_OPERATORS = 1 << 17;

  /** For {@link java.util.ServiceLoader}. */
  public Peepholes() {
    entry("GravesLSTM", Peepholes::single);
    entry("GravesBidirectionalLSTM", Peepholes::both);
  }

  @Override
  public Optional<String> objection(String type, LayerConfig config) {
    return Activation.objection(config, "activation")
        .or(() -> Activation.objection(config, "recurrent_activation"));
  }

  private static void single(LayerContext layer) {
    LayerTensor x = layer.input(3);
    SDVariable y = run(layer, x, "", false);
    layer.result(y, shape(layer, x, 1));
  }

  private static void both(LayerContext layer) {
    LayerTensor x = layer.input(3);
    SDVariable a = run(layer, x, "forward/", false);
    SDVariable b = run(layer, x, "backward/", true);
    switch (layer.config().text("merge_mode", "sum")) {
      case "sum" -> layer.result(a.add(b), shape(layer, x, 1));
      case "mul" -> layer.result(a.mul(b), shape(layer, x, 1));
      case "ave" -> layer.result(a.add(b).mul(0.5), shape(layer, x, 1));
      default -> layer.result(layer.graph().concat(2, a, b), shape(layer, x, 2));
    }
  }

  private static List<Long> shape(LayerContext layer, LayerTensor x, long times) {
    return List.of(x.shape().get(0), x.shape().get(1), times * layer.config().size("units"));
  }

  /** Outputs [batch, time, units], in the order of the input. */
  private static SDVariable run(LayerContext layer, LayerTensor x, String prefix, boolean back) {
    LayerConfig c = layer.config();
    SameDiff sd = layer.graph();
    long n = c.size("units");
    long time = x.shape().get(1);
    if (time < 1 || time > MAX_STEPS) {
      throw layer.unsupported(
          layer.type() + " over " + (time < 0 ? "an unknown number of" : time) + " steps",
          "1 to " + MAX_STEPS + " steps, known when the network is read",
          "pin the input's shape (--shape, ImportOptions.pinned), or use an LSTM without peepholes");
    }
    if (sd.getOps().size() > MAX_OPERATORS) {
      throw layer.unsupported(
          layer.type() + " after " + sd.getOps().size() + " operators",
          "at most " + MAX_OPERATORS + ", as its steps are written out",
          "pin fewer steps, or use LSTMs without peepholes");
    }
    SDVariable kernel = layer.weight(prefix + "kernel", x.width(), 4 * n);
    SDVariable all = layer.weight(prefix + "recurrent_kernel", n, 4 * n + 3);
    SDVariable bias = layer.weight(prefix + "bias", 4 * n);
    SDVariable recurrent = SafeShapes.slice(sd, all, 2, 1, 0, 4 * n, 1);
    SDVariable[] peep = new SDVariable[3]; // forget, output, input
    for (int i = 0; i < 3; i++) {
      SDVariable column = SafeShapes.slice(sd, all, 2, 1, 4 * n + i, 4 * n + i + 1, 1);
      peep[i] = sd.reshape(column, 1, n);
    }
    Activation act = Activation.of(c, "activation", "tanh");
    Activation gate = Activation.of(c, "recurrent_activation", "sigmoid");
    SDVariable rows = sd.reshape(x.variable(), -1, x.width());
    SDVariable in = SafeMatmul.matmul(sd, rows, kernel, false, false, false).add(bias);
    in = sd.reshape(in, -1, time, 4 * n);
    SDVariable[] outputs = new SDVariable[(int) time];
    SDVariable h = null;
    SDVariable state = null;
    for (long i = 0; i < time; i++) {
      int t = (int) (back ? time - 1 - i : i);
      SDVariable z = SafeShapes.squeeze(sd, SafeShapes.slice(sd, in, 3, 1, t, t + 1L, 1), 3, 1);
      z = h == null ? z : z.add(SafeMatmul.matmul(sd, h, recurrent, false, false, false));
      SDVariable take = gate.apply(sd, seen(part(sd, z, 0, n), state, peep[2]), 2);
      SDVariable made = take.mul(act.apply(sd, part(sd, z, 2, n), 2));
      if (state != null) {
        SDVariable keep = gate.apply(sd, seen(part(sd, z, 1, n), state, peep[0]), 2);
        made = keep.mul(state).add(made);
      }
      state = made;
      SDVariable out = gate.apply(sd, seen(part(sd, z, 3, n), state, peep[1]), 2);
      h = out.mul(act.apply(sd, state, 2));
      outputs[t] = h;
    }
    return sd.stack(1, outputs);
  }

  private static SDVariable seen(SDVariable z, SDVariable state, SDVariable weights) {
    return state == null ? z : z.add(state.mul(weights));
  }

  private static SDVariable part(SameDiff sd, SDVariable z, long gate, long n) {
    return SafeShapes.slice(sd, z, 2, 1, gate * n, (gate + 1) * n, 1);
  }
}
