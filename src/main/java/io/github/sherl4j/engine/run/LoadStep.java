package io.github.sherl4j.engine.run;

import io.github.sherl4j.engine.StandIns;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads a weight from the model's file, right before the call that needs it; its memory serves
 * others afterwards.
 *
 * @param tensor the weight
 * @param source its numbers
 */
record LoadStep(String tensor, StandIns.Source source) implements Step {

  @Override
  public List<String> inputs() {
    return List.of();
  }

  @Override
  public List<String> outputs() {
    return List.of(tensor);
  }

  @Override
  public boolean reads(int position) {
    return false;
  }

  @Override
  public boolean mayShare(String input, String output) {
    return false;
  }

  @Override
  public boolean backward() {
    return false;
  }

  @Override
  public boolean again() {
    return false;
  }

  @Override
  public String name() {
    return "load";
  }

  /** The step that fills {@code into}. */
  Running into(INDArray into) {
    return new Running() {
      @Override
      public void run() {
        source.read(into);
      }

      @Override
      public int calls() {
        return 1;
      }

      @Override
      public void close() {
        // The arena owns the memory.
      }
    };
  }
}
