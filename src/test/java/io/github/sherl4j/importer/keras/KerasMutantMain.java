package io.github.sherl4j.importer.keras;

import io.github.sherl4j.testing.MutantProcess;
import java.io.IOException;

/** A process of its own that damages Keras files, opens and runs them. */
final class KerasMutantMain {

  private KerasMutantMain() {}

  public static void main(String[] arguments) throws IOException {
    MutantProcess.run(arguments, MutantProcess::bytes);
  }
}
