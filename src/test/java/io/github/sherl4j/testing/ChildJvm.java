package io.github.sherl4j.testing;

import com.google.common.base.Splitter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Starts main classes in JVMs of their own, with the class path of the tests. */
public final class ChildJvm {

  private ChildJvm() {}

  /** A child's command, still to be started; idle OpenMP threads sleep. */
  public static ProcessBuilder of(List<String> options, String main, String... arguments) {
    return on(classPath(), options, main, arguments);
  }

  /** The same on another class path. */
  public static ProcessBuilder on(
      List<String> classPath, List<String> options, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-Dlogback.configurationFile=bin/logback.xml"); // standard output is for results
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), main));
    command.addAll(List.of(arguments));
    ProcessBuilder child = new ProcessBuilder(command);
    child.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    return child;
  }

  /** The entries of the tests' class path. */
  public static List<String> classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Splitter.on(File.pathSeparatorChar).splitToList(all);
  }

  /** The same without those whose path, with slashes, has a part in it. */
  public static List<String> classPathWithout(String... parts) {
    return classPath().stream()
        .filter(e -> Arrays.stream(parts).noneMatch(e.replace('\\', '/')::contains))
        .toList();
  }

  /** Runs a child to its end and returns what it printed. */
  public static Cli run(ProcessBuilder child, Path folder) {
    Path out = folder.resolve("child.out");
    Path err = folder.resolve("child.err");
    try {
      int code = child.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
      return new Cli(code, Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
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
