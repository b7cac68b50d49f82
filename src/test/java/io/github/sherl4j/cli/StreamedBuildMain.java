package io.github.sherl4j.cli;

import io.github.sherl4j.engine.ProcessMemory;

/** A process of its own: runs a command, then prints the largest resident bytes. */
final class StreamedBuildMain {

  private StreamedBuildMain() {}

  public static void main(String[] arguments) {
    int code = Main.run(arguments);
    System.out.println("\n" + ProcessMemory.peakResidentBytes());
    System.exit(code);
  }
}
