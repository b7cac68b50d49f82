package io.github.sherl4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts main classes in JVMs of their own, with the class path of the tests. */
public final class ChildJvm {

  private ChildJvm() {}

  /** A child's command, still to be started; idle OpenMP threads sleep. */
  public static ProcessBuilder of(List<String> options, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(arguments));
    ProcessBuilder child = new ProcessBuilder(command);
    child.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    return child;
  }

  /** Starts a child whose output nobody reads. */
  public static Process quietly(List<String> options, String main, String... arguments) {
    try {
      return of(options, main, arguments)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
