package io.github.sherl4j.discover;

import java.util.List;

/**
 * Consecutive blocks whose outputs have the same shape; a transformer is one stage. Immutable.
 *
 * @param index position in its chain, from 0
 * @param blocks its blocks in order
 * @param shape shape of their outputs, −1 where dynamic; empty if the file does not tell
 */
public record Stage(int index, List<Block> blocks, List<Long> shape) {

  /** Defensive copies. */
  public Stage {
    blocks = List.copyOf(blocks);
    shape = List.copyOf(shape);
  }
}
