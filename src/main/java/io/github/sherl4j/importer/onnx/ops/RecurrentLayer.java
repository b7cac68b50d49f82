package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeRecurrent;
import io.github.sherl4j.engine.SafeRecurrent.Activation;
import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.onnx.OpContext;
import io.github.sherl4j.importer.onnx.Operand;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * One recurrent layer while it is mapped: its sequences are put into the order of time, each
 * direction is one run of an LSTM that computes the same, and the results are put back.
 */
final class RecurrentLayer {

  private final OpContext op;
  private final SameDiff sd;
  private final int gates;
  private final boolean batchFirst;
  private final Dim time;
  private final Dim batch;
  private final long width;
  private final long hidden;
  private final long directions;
  private final SDVariable ended;

  RecurrentLayer(OpContext op, int gates) {
    this.op = op;
    this.sd = op.graph();
    this.gates = gates;
    Shape r = op.operand(2).shape();
    Shape x = op.operand(0).shape();
    batchFirst = op.attributes().integer("layout", 0) == 1;
    if (!r.isKnown() || r.rank() != 3 || x.rank() != 3 || !op.operand(1).shape().isKnown()) {
      throw op.corrupt("weights " + r + " for " + x, "known weights and [time, batch, width]");
    }
    time = x.dim(batchFirst ? 1 : 0);
    batch = x.dim(batchFirst ? 0 : 1);
    directions = r.dim(0).value();
    hidden = r.dim(2).value();
    width = op.operand(1).shape().dim(2).value();
    Dim rows = Dim.of(gates * hidden);
    if (!r.dim(1).equals(rows) || !op.operand(1).shape().dim(1).equals(rows)) {
      throw op.corrupt("weights " + r, gates + " gates of " + hidden + " rows");
    }
    if (directions < 1 || directions > 2) {
      throw op.corrupt(directions + " directions", "one or two");
    }
    // Constants of these sizes are made.
    op.foldable(Dim.of(hidden).times(Dim.of(hidden).plus(Dim.of(width))));
    if (op.has(7)) {
      throw op.unsupported("peepholes", "no peepholes", "export the layer without them");
    }
    ended =
        op.has(4)
            ? SafeRecurrent.within(sd, times(), op.variable(4), op.operand(0).dtype()).rsub(1.0)
            : null;
  }

  private SDVariable times() {
    return Fillings.counted(op, time);
  }

  void map() {
    String direction = op.attributes().text("direction", "forward");
    if ((directions == 2) != direction.equals("bidirectional")) {
      throw op.corrupt(direction + " with " + directions + " directions", "weights for each");
    }
    SafeRecurrent.Run[] runs = new SafeRecurrent.Run[(int) directions];
    for (int d = 0; d < directions; d++) {
      runs[d] = run(d, direction.equals("reverse") || d == 1);
    }
    Operand a = op.operand(0);
    Dim n = Dim.of(directions);
    Dim h = Dim.of(hidden);
    SDVariable all = sd.stack(1, stream(runs, SafeRecurrent.Run::all));
    SDVariable output = sd.stack(0, stream(runs, SafeRecurrent.Run::output));
    SDVariable cell = gates == 4 ? sd.stack(0, stream(runs, SafeRecurrent.Run::cell)) : null;
    Shape last = new Shape(batchFirst ? List.of(batch, n, h) : List.of(n, batch, h));
    Shape whole = new Shape(List.of(time, n, batch, h));
    if (batchFirst) {
      all = sd.permute(all, 2, 0, 1, 3);
      whole = new Shape(List.of(batch, time, n, h));
      output = sd.permute(output, 1, 0, 2);
      cell = cell == null ? null : sd.permute(cell, 1, 0, 2);
    }
    op.result(0, all, a.dtype(), whole);
    op.result(1, output, a.dtype(), last);
    if (cell != null) {
      op.result(2, cell, a.dtype(), last);
    }
  }

  private static SDVariable[] stream(
      SafeRecurrent.Run[] runs, Function<SafeRecurrent.Run, SDVariable> part) {
    return Arrays.stream(runs).map(part).toArray(SDVariable[]::new);
  }

  /** One direction of an operand [directions, …] without its first axis. */
  private SDVariable part(SDVariable all, int d) {
    return sd.unstack(all, 0, (int) directions)[d];
  }

  /** An initial state [batch, hidden]; null if it is zero. */
  private SDVariable state(int operand, int d) {
    if (!op.has(operand) || op.operand(operand).isZero()) {
      return null;
    }
    SDVariable all = op.variable(operand);
    all = batchFirst ? sd.permute(all, 1, 0, 2) : all;
    return part(all, d);
  }

  private SafeRecurrent.Run run(int d, boolean reverse) {
    SDVariable[] biases = new SDVariable[2];
    if (op.has(3)) {
      SDVariable both = sd.reshape(part(op.variable(3), d), 2, gates * hidden);
      biases = sd.unstack(both, 0, 2);
    }
    Cells cells =
        new Cells(
            sd,
            part(op.variable(1), d),
            part(op.variable(2), d),
            biases[0],
            biases[1],
            gates,
            width,
            hidden,
            op.operand(0).dtype(),
            ended != null);
    SDVariable x = batchFirst ? sd.permute(op.variable(0), 1, 0, 2) : op.variable(0);
    SDVariable end = ended;
    if (reverse) {
      x = sd.reverse(x, 0);
      end = end == null ? null : sd.reverse(end, 0);
    }
    SDVariable h = state(5, d);
    SafeRecurrent.Run run =
        switch (gates) {
          case 4 -> lstm(cells, x, end, h, state(6, d), reverse);
          case 3 -> gru(cells, x, end, h);
          default -> rnn(cells, x, end, h);
        };
    SDVariable all = end == null ? run.all() : run.all().mul(end.rsub(1.0));
    SDVariable output = run.output();
    if (end != null && gates == 4 && !reverse) {
      // The output is not held beyond the end as the cell is: pick that of the last step.
      SDVariable next = sd.concat(0, SafeShapes.slice(sd, end, 3, 0, 1, null, 1), last(end));
      output = sd.sum(all.mul(next.sub(end)), false, 0);
    }
    return new SafeRecurrent.Run(reverse ? sd.reverse(all, 0) : all, output, run.cell());
  }

  /** Ones of the shape of the last step: beyond it every sequence has ended. */
  private SDVariable last(SDVariable end) {
    return SafeShapes.slice(sd, end, 3, 0, -1, null, 1).mul(0.0).add(1.0);
  }

  private SDVariable joined(SDVariable x, SDVariable end) {
    return end == null ? x : sd.concat(2, x, end);
  }

  private SafeRecurrent.Run lstm(
      Cells cells, SDVariable x, SDVariable end, SDVariable h, SDVariable c, boolean reverse) {
    if (end != null && reverse && (h != null || c != null)) {
      throw op.unsupported(
          "initial states and lengths, backwards", "one of them", "pad the sequences in front");
    }
    SDVariable output = h == null && c != null ? c.mul(0.0) : h;
    return SafeRecurrent.lstm(
        sd, joined(x, end), cells.lstm(), output, c, times(), Activation.TANH, Activation.TANH);
  }

  private SafeRecurrent.Run rnn(Cells cells, SDVariable x, SDVariable end, SDVariable h) {
    List<String> names = op.attributes().texts("activations").orElse(List.of());
    Activation relu = Activation.RELU;
    if (names.contains("Relu")) {
      if (end != null && h != null) {
        throw op.unsupported("Relu, states and lengths", "one of them", "export without states");
      }
      return SafeRecurrent.lstm(sd, joined(x, end), cells.relu(), h, h, times(), relu, relu);
    }
    SDVariable cell = h == null ? null : sd.concat(1, h, h.neg());
    SDVariable output = h == null ? null : cell.mul(0.5);
    SafeRecurrent.Run run =
        SafeRecurrent.lstm(
            sd, joined(x, end), cells.tanh(), output, cell, times(), Activation.TANH, relu);
    return new SafeRecurrent.Run(difference(run.all(), 3, 0), difference(run.output(), 2, 0), null);
  }

  /** What is kept with either sign, from a place of the last axis on, as one number. */
  private SDVariable difference(SDVariable both, int rank, long from) {
    int axis = rank - 1;
    long middle = from + hidden;
    return SafeShapes.slice(sd, both, rank, axis, from, middle, 1)
        .sub(SafeShapes.slice(sd, both, rank, axis, middle, middle + hidden, 1));
  }

  /** Three steps for each one. */
  private SafeRecurrent.Run gru(Cells cells, SDVariable x, SDVariable end, SDVariable h) {
    SDVariable[] steps = new SDVariable[3];
    SDVariable none = SafeShapes.slice(sd, x, 3, 2, 0, 1L, 1).mul(0.0);
    for (int i = 0; i < 3; i++) {
      SDVariable early = i < 2 ? none.add(1.0) : none;
      steps[i] = end == null ? sd.concat(2, x, early) : sd.concat(2, x, early, end);
    }
    long wide = width + (end == null ? 1 : 2);
    Shape thrice = new Shape(List.of(time.times(Dim.of(3)), batch, Dim.of(wide)));
    SDVariable all = op.reshape(sd.stack(1, steps), thrice);
    SDVariable start = h == null ? null : positive(h);
    boolean before = op.attributes().integer("linear_before_reset", 0) != 0;
    Activation relu = Activation.RELU;
    SafeRecurrent.Run run =
        SafeRecurrent.lstm(sd, all, cells.gru(before), start, start, null, relu, relu);
    SDVariable last = SafeShapes.slice(sd, run.all(), 3, 0, 2, null, 3);
    return new SafeRecurrent.Run(
        difference(last, 3, 3 * hidden), difference(run.output(), 2, 3 * hidden), null);
  }

  /** A state as the difference of two positive ones, smoothly. */
  private SDVariable positive(SDVariable h) {
    SDVariable beta = sd.math.sqrt(h.mul(h).add(1.0));
    SDVariable nothing = h.mul(0.0);
    return sd.concat(1, nothing, nothing, nothing, h.add(beta), beta);
  }
}
