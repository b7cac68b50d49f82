package io.github.sherl4j.importer.layers.family;

import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.engine.SafeRecurrent;
import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.layers.Activation;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One run of a cell over time. An LSTM with its usual activations goes through the native loop, of
 * any length; the others are written out step by step and need a known length.
 */
final class Recurrence {

  private static final long MAX_STEPS = 1024;

  private final LayerContext layer;
  private final LayerConfig config;
  private final String type;
  private final String prefix;
  private final LayerTensor x;
  private final boolean backwards;
  private final SameDiff sd;
  private final long units;
  private SDVariable sequence;
  private SDVariable last;
  private SDVariable cell;

  Recurrence(
      LayerContext layer,
      LayerConfig config,
      String type,
      String prefix,
      LayerTensor x,
      boolean backwards) {
    this.layer = layer;
    this.config = config;
    this.type = type;
    this.prefix = prefix;
    this.x = x;
    this.backwards = backwards;
    this.sd = layer.graph();
    this.units = config.size("units");
  }

  /** Outputs [batch, time, units] in the order of the run. */
  SDVariable sequence() {
    return sequence;
  }

  /** The last output [batch, units]. */
  SDVariable last() {
    return last;
  }

  /** Output and, of an LSTM, state of the cell after the last step. */
  List<SDVariable> states() {
    return cell == null ? List.of(last) : List.of(last, cell);
  }

  private int gates() {
    return type.equals("LSTM") ? 4 : type.equals("GRU") ? 3 : 1;
  }

  void run() {
    int gates = gates();
    int parts = prefix.isEmpty() ? 1 : 2;
    boolean split = gates > 1 && layer.weightShapes().size() == 3 * gates * parts;
    SDVariable kernel;
    SDVariable recurrent;
    SDVariable bias = null;
    if (split) {
      SDVariable[][] old = old(gates);
      kernel = sd.concat(1, old[0]);
      recurrent = sd.concat(1, old[1]);
      bias = sd.concat(0, old[2]);
    } else {
      kernel = layer.weight(prefix + "kernel", x.width(), gates * units);
      recurrent = layer.weight(prefix + "recurrent_kernel", units, gates * units);
      if (config.flag("use_bias", true)) {
        bias =
            resets()
                ? layer.weight(prefix + "bias", 2, gates * units)
                : layer.weight(prefix + "bias", gates * units);
      }
    }
    SDVariable in = backwards ? sd.reverse(x.variable(), 1) : x.variable();
    if (type.equals("LSTM") && usual()) {
      lstm(in, kernel, recurrent, bias);
    } else {
      steps(in, kernel, recurrent, bias);
    }
  }

  /** Keras 1 keeps each gate's weights apart: LSTM i, c, f, o; GRU z, r, h. */
  private SDVariable[][] old(int gates) {
    int[] order = gates == 4 ? new int[] {0, 2, 1, 3} : new int[] {0, 1, 2};
    String names = gates == 4 ? "icfo" : "zrh";
    SDVariable[][] found = new SDVariable[3][gates];
    for (int g = 0; g < gates; g++) {
      char name = names.charAt(g);
      found[0][order[g]] = layer.weight(prefix + "W_" + name, x.width(), units);
      found[1][order[g]] = layer.weight(prefix + "U_" + name, units, units);
      found[2][order[g]] = layer.weight(prefix + "b_" + name, units);
    }
    return found;
  }

  private boolean resets() {
    return type.equals("GRU") && config.flag("reset_after", false);
  }

  private Activation activation() {
    return Activation.of(config, "activation", "tanh");
  }

  private Activation gate() {
    String otherwise = config.major() == 1 ? "hard_sigmoid" : "sigmoid";
    return Activation.of(config, "recurrent_activation", otherwise);
  }

  private boolean usual() {
    return activation().name().equals("tanh")
        && gate().name().equals("sigmoid")
        && x.mask().isEmpty();
  }

  private void lstm(SDVariable in, SDVariable kernel, SDVariable recurrent, SDVariable bias) {
    SDVariable b = bias == null ? sd.constant(Nd4j.zeros(layer.dtype(), 4 * units)) : bias;
    SafeRecurrent.Run run =
        SafeRecurrent.lstm(
            sd,
            sd.permute(in, 1, 0, 2),
            new SafeRecurrent.Weights(kernel, recurrent, b),
            null,
            null,
            null,
            SafeRecurrent.Activation.TANH,
            SafeRecurrent.Activation.TANH);
    sequence = sd.permute(run.all(), 1, 0, 2);
    last = run.output();
    cell = run.cell();
  }

  private void steps(SDVariable in, SDVariable kernel, SDVariable recurrent, SDVariable bias) {
    long time = x.shape().get(1);
    if (time < 1 || time > MAX_STEPS) {
      throw layer.unsupported(
          type + " over " + (time < 0 ? "an unknown number of" : time) + " steps",
          "1 to " + MAX_STEPS + " steps, known when the model is read",
          "fix the length of the model's input, or use an LSTM with tanh and sigmoid, no mask");
    }
    SDVariable[] b = biases(bias);
    int gates = gates();
    SDVariable rows = sd.reshape(in, -1, x.width());
    SDVariable all = product(rows, kernel);
    all = b[0] == null ? all : all.add(b[0]);
    all = sd.reshape(all, -1, time, gates * units);
    SDVariable mask = x.mask().map(m -> backwards ? sd.reverse(m, 1) : m).orElse(null);
    List<SDVariable> outputs = new ArrayList<>();
    SDVariable h = null;
    SDVariable c = null;
    for (long t = 0; t < time; t++) {
      SDVariable at = at(all, 3, t);
      SDVariable[] next = step(at, h, c, recurrent, b[1]);
      if (mask != null) {
        SDVariable counts = SafeShapes.slice(sd, mask, 2, 1, t, t + 1, 1);
        next[0] = kept(counts, next[0], h);
        next[1] = next[1] == null ? null : kept(counts, next[1], c);
      }
      h = next[0];
      c = next[1];
      outputs.add(h);
    }
    sequence = sd.stack(1, outputs.toArray(new SDVariable[0]));
    last = h;
    cell = c;
  }

  private SDVariable kept(SDVariable counts, SDVariable now, SDVariable before) {
    SDVariable own = now.mul(counts);
    return before == null ? own : own.add(before.mul(counts.rsub(1.0)));
  }

  private SDVariable at(SDVariable all, int rank, long t) {
    return SafeShapes.squeeze(sd, SafeShapes.slice(sd, all, rank, 1, t, t + 1, 1), rank, 1);
  }

  private SDVariable product(SDVariable a, SDVariable b) {
    return SafeMatmul.matmul(sd, a, b, false, false, units == 1);
  }

  /** Those of the input and those of the state, where they are told apart. */
  private SDVariable[] biases(SDVariable bias) {
    if (bias == null || !resets()) {
      return new SDVariable[] {bias, null};
    }
    SDVariable[] rows = sd.unstack(bias, 0, 2);
    return new SDVariable[] {rows[0], rows[1]};
  }

  private SDVariable part(SDVariable v, int gate) {
    return SafeShapes.slice(sd, v, 2, 1, gate * units, (gate + 1) * units, 1);
  }

  /** Output and state of the cell after one step; {@code h} and {@code c} are null at the first. */
  private SDVariable[] step(
      SDVariable at, SDVariable h, SDVariable c, SDVariable recurrent, SDVariable bias) {
    return switch (type) {
      case "LSTM" -> lstmStep(h == null ? at : at.add(product(h, recurrent)), c);
      case "GRU" -> new SDVariable[] {gruStep(at, h, recurrent, bias), null};
      default ->
          new SDVariable[] {
            activation().apply(sd, h == null ? at : at.add(product(h, recurrent)), 2), null
          };
    };
  }

  private SDVariable[] lstmStep(SDVariable z, SDVariable c) {
    SDVariable made = gate().apply(sd, part(z, 0), 2).mul(activation().apply(sd, part(z, 2), 2));
    SDVariable state = c == null ? made : gate().apply(sd, part(z, 1), 2).mul(c).add(made);
    SDVariable out = gate().apply(sd, part(z, 3), 2);
    return new SDVariable[] {out.mul(activation().apply(sd, state, 2)), state};
  }

  private SDVariable gruStep(SDVariable at, SDVariable h, SDVariable recurrent, SDVariable bias) {
    SDVariable state = h == null ? at.mul(0.0) : product(h, recurrent);
    state = bias == null ? state : state.add(bias);
    SDVariable keep = gate().apply(sd, part(at, 0).add(part(state, 0)), 2);
    SDVariable reset = gate().apply(sd, part(at, 1).add(part(state, 1)), 2);
    SDVariable from;
    if (resets() || h == null) {
      from = reset.mul(part(state, 2));
    } else {
      from = product(reset.mul(h), part(recurrent, 2));
    }
    SDVariable made = activation().apply(sd, part(at, 2).add(from), 2);
    SDVariable fresh = made.mul(keep.rsub(1.0));
    return h == null ? fresh : keep.mul(h).add(fresh);
  }
}
