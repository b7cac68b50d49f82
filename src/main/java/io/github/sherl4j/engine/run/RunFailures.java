package io.github.sherl4j.engine.run;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.RefusedException;
import io.github.sherl4j.SherlException;

/** What goes wrong in a run, as an error that says what to do. */
final class RunFailures {

  private RunFailures() {}

  /** Our own errors stay as they are. */
  static SherlException of(RuntimeException e) {
    if (e instanceof SherlException own) {
      return own;
    }
    return new BadInputException(
        "a graph that cannot run on these inputs (" + e.getMessage() + ")",
        "operands of matching types and sizes",
        "the model's graph",
        "feed sizes that belong together (dynamic ones can be pinned); if they do, the model file"
            + " contradicts itself: export it again",
        e);
  }

  static SherlException of(OutOfMemoryError e) {
    return new RefusedException(
        "a run that needs more memory than there is (" + e.getMessage() + ")",
        "a smaller one, or more memory",
        "the model's graph",
        "feed fewer or shorter rows, or give Java more memory: -Xmx, and"
            + " -Dorg.bytedeco.javacpp.maxPhysicalBytes for arrays");
  }
}
