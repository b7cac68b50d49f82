package io.github.sherl4j.method.sherl;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** How tensors become rows, one a position, and how rows become the replaced tensor again. */
interface Layout {

  /**
   * Rows [T, dim] of a tap, brought to the positions of the replaced tensor.
   *
   * @param shape of the tap; −1 = dynamic
   */
  SDVariable rows(SDVariable tap, long... shape);

  /** Rows [T, dim] of the tensor that is replaced, as they are. */
  default SDVariable plain(SDVariable last, long... shape) {
    return rows(last, shape);
  }

  /** The tensor [like {@code last}] that rows stand for. */
  SDVariable restore(String name, SDVariable rows, SDVariable last);

  /** Tokens [batch, tokens, dim], or one vector an example [batch, dim]. */
  record Tokens(SameDiff graph) implements Layout {

    @Override
    public SDVariable rows(SDVariable tap, long... shape) {
      return graph.reshape(tap, -1, shape[shape.length - 1]);
    }

    @Override
    public SDVariable restore(String name, SDVariable rows, SDVariable last) {
      return graph.reshape(name, rows, graph.shape(last));
    }
  }
}
