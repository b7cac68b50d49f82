package io.github.sherl4j.train;

import com.google.common.base.Preconditions;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a run keeps its states, so that it can go on after a stop as if there had been none.
 *
 * @param folder made if missing; one run has it to itself
 * @param every steps between two checkpoints; the state at the end is always kept
 * @param keep how many of the newest stay
 * @param resume whether to go on from the newest sound checkpoint in {@code folder}; where there is
 *     none, training starts at the beginning
 * @param identity what the data is, such as hashes and batch settings; a run goes on only with the
 *     same
 */
public record Checkpoints(
    Path folder, long every, int keep, boolean resume, Map<String, String> identity) {

  /** Checks the numbers. */
  public Checkpoints {
    Preconditions.checkArgument(every >= 1, "a checkpoint every %s steps", every);
    Preconditions.checkArgument(keep >= 1, "%s checkpoints to keep", keep);
    identity = Map.copyOf(identity);
  }
}
