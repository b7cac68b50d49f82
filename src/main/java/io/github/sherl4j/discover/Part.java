package io.github.sherl4j.discover;

import com.google.common.collect.ImmutableMultiset;
import java.util.BitSet;

/**
 * A piece of a {@link Trunk} between two neighbouring cuts.
 *
 * @param from the one tensor through which data enters
 * @param to the one tensor through which it leaves
 * @param ops positions of the operators on the data path
 * @param kind what the piece does
 * @param body weighted work along the piece, or along the longest branch of a {@link Kind#RESIDUAL}
 * @param types operator types of the whole piece
 */
record Part(
    String from,
    String to,
    BitSet ops,
    Kind kind,
    ImmutableMultiset<String> body,
    ImmutableMultiset<String> types) {

  /** What a piece of the data path does. */
  enum Kind {
    /** Moves, adds, normalises. */
    PLAIN,
    /** Bends without weights: ReLU, or a GELU composed of several operators. */
    ACTIVATION,
    /** One convolution or product with a weight. */
    LINEAR,
    /** One operator that is a layer of its own: LSTM, GRU, attention. */
    LAYER,
    /** A fork with weights that multiplies its way back, such as squeeze-and-excite. */
    GATE,
    /** A fork with weights that adds or concatenates its way back. */
    RESIDUAL
  }

  boolean weighted() {
    return kind == Kind.LINEAR || (kind != Kind.ACTIVATION && bends());
  }

  boolean bends() {
    return kind != Kind.PLAIN && kind != Kind.LINEAR;
  }
}
