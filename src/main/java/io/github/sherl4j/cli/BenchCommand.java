package io.github.sherl4j.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code sherl bench}: measurements, one subcommand a table. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures accuracy, memory or speed, and compares with what is expected.",
    subcommands = {
      AccuracyCommand.class,
      MemoryCommand.class,
      SpeedCommand.class,
      ScalingCommand.class
    })
final class BenchCommand implements Runnable {

  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  /** Whether results go out as JSON. */
  boolean json() {
    return main.json();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no bench given");
  }
}
