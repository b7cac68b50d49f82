package io.github.sherl4j.importer.onnx.ops;

import io.github.sherl4j.engine.SafeRecurrent;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The weights of one direction of a recurrent layer as those of an LSTM that computes the same.
 *
 * <p>An RNN is an LSTM whose input and output gates are held open and whose forget gate is held
 * shut; its states are kept twice, with either sign, because the native operation takes no output
 * activation that is the identity: the output is the difference of their positive parts.
 *
 * <p>A GRU is an LSTM with activations max(x, 0) and three steps for each of its own. The first
 * multiplies with r, the second makes the new value, its hyperbolic tangent as that of a gate,
 * tanh(x) = 2σ(2x) − 1, the third mixes old and new with the gates z and 1 − z. States are positive
 * throughout: the old value is the difference of two that are.
 *
 * @param sd the graph
 * @param w input weights [gates·hidden, width]
 * @param r recurrent weights [gates·hidden, hidden]
 * @param inputBias [gates·hidden]; null if there is none
 * @param recurrentBias [gates·hidden]; null if there is none
 * @param gates 4, 3 or 1
 * @param width size of the input
 * @param hidden size of the state
 * @param dtype type of all of them
 * @param held whether one more input says where a sequence has ended and the state is to stay
 */
record Cells(
    SameDiff sd,
    SDVariable w,
    SDVariable r,
    SDVariable inputBias,
    SDVariable recurrentBias,
    int gates,
    long width,
    long hidden,
    DataType dtype,
    boolean held) {

  /** Opens a gate, or shuts it if negative, whatever else is added. */
  private static final double FULL = 100;

  /** Rows of one gate of a matrix [gates·hidden, n] as columns: [n, hidden]. */
  private SDVariable gate(SDVariable matrix, int gate) {
    long columns = matrix.equals(w) ? width : hidden;
    SDVariable split = sd.reshape(matrix, gates, hidden, columns);
    return sd.permute(sd.unstack(split, 0, gates)[gate], 1, 0);
  }

  private SDVariable bias(SDVariable vector, int gate) {
    if (vector == null) {
      return row(0);
    }
    SDVariable split = sd.reshape(vector, gates, 1, hidden);
    return sd.unstack(split, 0, gates)[gate];
  }

  private SDVariable row(double value) {
    return constant(1, hidden, value);
  }

  private SDVariable constant(long rows, long columns, double value) {
    return sd.constant(Nd4j.valueArrayOf(new long[] {rows, columns}, value, dtype));
  }

  private SDVariable zeros(long rows) {
    return constant(rows, hidden, 0);
  }

  private SDVariable unit(double factor) {
    return sd.constant(Nd4j.eye(hidden).castTo(dtype).muli(factor));
  }

  private SDVariable flat(SDVariable... rows) {
    return sd.reshape(sd.concat(1, rows), -1);
  }

  /** ONNX orders the gates input, output, forget, cell. */
  SafeRecurrent.Weights lstm() {
    int[] order = {0, 2, 3, 1};
    SDVariable[] in = new SDVariable[4];
    SDVariable[] back = new SDVariable[4];
    SDVariable[] biases = new SDVariable[4];
    for (int i = 0; i < 4; i++) {
      in[i] = gate(w, order[i]);
      back[i] = gate(r, order[i]);
      biases[i] = bias(order[i]);
    }
    return new SafeRecurrent.Weights(held(sd.concat(1, in), 1), sd.concat(1, back), flat(biases));
  }

  /** An RNN whose activation is that of cell and output, {@code max(x, 0)}. */
  SafeRecurrent.Weights relu() {
    SDVariable none = zeros(width);
    SDVariable input = held(sd.concat(1, none, none, gate(w, 0), none), 1);
    SDVariable idle = zeros(hidden);
    return new SafeRecurrent.Weights(
        input,
        sd.concat(1, idle, idle, gate(r, 0), idle),
        flat(row(FULL), row(-FULL), bias(0), row(FULL)));
  }

  /** An RNN; states are [h, −h]. */
  SafeRecurrent.Weights tanh() {
    SDVariable in = gate(w, 0);
    SDVariable back = gate(r, 0);
    SDVariable b = bias(0);
    SDVariable none = pair(zeros(width), zeros(width));
    SDVariable idle = pair(zeros(hidden), zeros(hidden));
    SDVariable open = pair(row(FULL), row(FULL));
    SDVariable input = held(sd.concat(1, none, none, pair(in, in.neg()), none), 2);
    SDVariable state = sd.concat(1, idle, idle, pair(back, back.neg()), idle);
    return new SafeRecurrent.Weights(
        input, sd.concat(0, state, state.neg()), flat(open, open.neg(), pair(b, b.neg()), open));
  }

  private SDVariable bias(int gate) {
    return bias(inputBias, gate).add(bias(recurrentBias, gate));
  }

  private SDVariable pair(SDVariable first, SDVariable second) {
    return sd.concat(1, first, second);
  }

  /** With a row that shuts the input gate and opens the forget gate of {@code blocks} blocks. */
  private SDVariable held(SDVariable input, int blocks) {
    if (!held) {
      return input;
    }
    SDVariable open = constant(1, hidden * blocks, 2 * FULL);
    SDVariable rest = constant(1, 2 * hidden * blocks, 0);
    return sd.concat(0, input, sd.concat(1, open.neg(), open, rest));
  }

  /**
   * A GRU over inputs [x, one but for the last of three steps, ended]; states are [u⁺, u⁻, n, α, β]
   * with u = r·(R·h + b) or r·h, n = (tanh + 1)/2 and h = α − β.
   *
   * @param before whether r multiplies after R has been applied
   */
  SafeRecurrent.Weights gru(boolean before) {
    SDVariable z = gate(w, 0);
    SDVariable wr = gate(w, 1);
    SDVariable none = zeros(width);
    SDVariable input =
        matrix(
            none,
            new SDVariable[] {wr, wr, gate(w, 2).mul(2.0), z.neg(), z.neg()},
            new SDVariable[] {none, none, none, z, z},
            new SDVariable[] {none, none, none, none, none});
    SDVariable o = row(0);
    SDVariable full = row(FULL);
    input = sd.concat(0, input, keeping(o, full));
    if (held) {
      input = sd.concat(0, input, keeping(o, row(2 * FULL)));
    }
    SDVariable idle = zeros(hidden);
    SDVariable[] rest = {idle, idle, idle, idle, idle};
    SDVariable inner = before ? gate(r, 2) : unit(1);
    SDVariable outer = before ? unit(2) : gate(r, 2).mul(2.0);
    SDVariable rr = gate(r, 1);
    SDVariable rz = gate(r, 0);
    SDVariable product = matrix(idle, new SDVariable[] {idle, idle, outer, idle, idle}, rest, rest);
    SDVariable fresh = matrix(idle, rest, rest, new SDVariable[] {idle, idle, idle, unit(2), idle});
    SDVariable state =
        matrix(
            idle,
            new SDVariable[] {rr, rr, idle, rz.neg(), rz.neg()},
            new SDVariable[] {idle, idle, idle, rz, rz},
            new SDVariable[] {inner, inner.neg(), idle, idle, idle});
    SDVariable bz = bias(0);
    SDVariable bu = before ? bias(recurrentBias, 2) : o;
    SDVariable bn = (before ? bias(inputBias, 2) : bias(2)).mul(2.0);
    SDVariable shut = full.neg();
    SDVariable biases =
        matrix(
            full,
            new SDVariable[] {bias(1), bias(1), bn, bz.neg(), bz.neg()},
            new SDVariable[] {shut, shut, shut, bz, bz},
            new SDVariable[] {bu, bu.neg(), row(1), o, row(1)});
    return new SafeRecurrent.Weights(
        input,
        sd.concat(0, product, product.neg(), fresh, state, state.neg()),
        sd.reshape(biases, -1));
  }

  /** A row that shuts the input gates of α and β and opens their forget gates. */
  private SDVariable keeping(SDVariable o, SDVariable full) {
    SDVariable[] none = {o, o, o, o, o};
    SDVariable shut = full.neg();
    return matrix(
        o, new SDVariable[] {o, o, o, shut, shut}, new SDVariable[] {o, o, o, full, full}, none);
  }

  /** Rows for input gate, forget gate and cell of five blocks; all output gates are the same. */
  private SDVariable matrix(
      SDVariable output, SDVariable[] input, SDVariable[] forget, SDVariable[] cell) {
    SDVariable[] all = new SDVariable[4 * input.length];
    for (int i = 0; i < input.length; i++) {
      all[i] = input[i];
      all[input.length + i] = forget[i];
      all[2 * input.length + i] = cell[i];
      all[3 * input.length + i] = output;
    }
    return sd.concat(1, all);
  }
}
