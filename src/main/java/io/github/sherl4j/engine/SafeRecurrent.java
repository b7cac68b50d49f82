package io.github.sherl4j.engine;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.recurrent.config.LSTMActivations;
import org.nd4j.linalg.api.ops.impl.layers.recurrent.config.LSTMDataFormat;
import org.nd4j.linalg.api.ops.impl.layers.recurrent.config.LSTMDirectionMode;
import org.nd4j.linalg.api.ops.impl.layers.recurrent.config.LSTMLayerConfig;
import org.nd4j.linalg.api.ops.impl.layers.recurrent.weights.LSTMLayerWeights;

/**
 * Recurrent layers over sequences of any length, with right gradients, through the native {@code
 * lstmLayer}, the only loop over time of SameDiff that has one.
 *
 * <p>Avoids: with two initial states the native gradient takes one for the other (and with one of
 * them it throws). So both are given the same tensor, the state of the cell, and what the output's
 * state differs from it is put in with the first step's input, beside the recurrent weights.
 * Peepholes, lengths and the other directions of the native operation have wrong or no gradients
 * and are not used. A graph with this operation cannot be copied with {@code dup()} or loaded from
 * a file.
 */
public final class SafeRecurrent {

  private SafeRecurrent() {}

  /** The native activations, named for the cell and for the output. */
  public enum Activation {
    /** Hyperbolic tangent. */
    TANH(LSTMActivations.TANH),
    /** The larger of x and 0. */
    RELU(LSTMActivations.RELU);

    private final LSTMActivations of;

    Activation(LSTMActivations of) {
      this.of = of;
    }
  }

  /**
   * What one run over time gives.
   *
   * @param all outputs [time, batch, hidden]
   * @param output the last output [batch, hidden]
   * @param cell the last state of the cell [batch, hidden]
   */
  public record Run(SDVariable all, SDVariable output, SDVariable cell) {}

  /**
   * The weights of an LSTM; gates in the order input, forget, cell, output.
   *
   * @param input [width, 4·hidden]
   * @param recurrent [hidden, 4·hidden]
   * @param bias [4·hidden]
   */
  public record Weights(SDVariable input, SDVariable recurrent, SDVariable bias) {}

  /**
   * An LSTM over time.
   *
   * @param x [time, batch, width]
   * @param output initial output [batch, hidden]; null is zeros
   * @param cell initial state [batch, hidden]; null is zeros
   * @param counted 0 … time−1, LONG; used only if there are initial states
   */
  public static Run lstm(
      SameDiff sd,
      SDVariable x,
      Weights w,
      SDVariable output,
      SDVariable cell,
      SDVariable counted,
      Activation cellActivation,
      Activation outputActivation) {
    SDVariable in = x;
    SDVariable weights = w.input();
    SDVariable state = cell;
    if (output != null && !output.equals(cell)) {
      state = cell == null ? output.mul(0.0) : cell;
      SDVariable first = sd.reshape(sd.eq(counted, 0.0).castTo(x.dataType()), -1, 1, 1);
      SDVariable rest = cell == null ? output : output.sub(cell);
      in = sd.concat(2, x, first.mul(sd.stack(0, rest)));
      weights = sd.concat(0, weights, w.recurrent());
    } else if (cell != null && output == null) {
      throw new IllegalArgumentException("a state of the cell without one of the output");
    }
    LSTMLayerWeights all =
        LSTMLayerWeights.builder().weights(weights).rWeights(w.recurrent()).bias(w.bias()).build();
    LSTMLayerConfig config =
        LSTMLayerConfig.builder()
            .lstmdataformat(LSTMDataFormat.TNS)
            .directionMode(LSTMDirectionMode.FWD)
            .gateAct(LSTMActivations.SIGMOID)
            // The native operation reads the two in the other order.
            .cellAct(outputActivation.of)
            .outAct(cellActivation.of)
            .retFullSequence(true)
            .retLastH(true)
            .retLastC(true)
            .build();
    SDVariable[] out = sd.rnn.lstmLayer(in, state, state, null, all, config);
    return new Run(out[0], out[1], out[2]);
  }

  /** Ones at the places of a sequence that lie before its end: [time, batch, 1]. */
  public static SDVariable within(
      SameDiff sd, SDVariable counted, SDVariable lengths, DataType dtype) {
    SDVariable times = sd.reshape(counted, -1, 1, 1);
    return sd.lt(times, sd.reshape(lengths.castTo(DataType.INT64), 1, -1, 1)).castTo(dtype);
  }
}
