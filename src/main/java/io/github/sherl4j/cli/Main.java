package io.github.sherl4j.cli;

import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code sherl}: the entry point. Loads no native code before a command needs it. */
@Command(
    name = "sherl",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Fine-tunes pre-trained models on the machine you have.",
    subcommands = {
      InspectCommand.class,
      VerifyCommand.class,
      WrapCommand.class,
      PlanCommand.class,
      TrainCommand.class,
      EvalCommand.class,
      PredictCommand.class,
      QuickstartCommand.class,
      BenchCommand.class,
      DoctorCommand.class
    })
public final class Main implements Runnable {

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print one JSON object on standard output.")
  private boolean json;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print stack traces of errors.")
  private boolean debug;

  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs a command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs a command; returns its exit code. */
  static int run(String... arguments) {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> Errors.report(e, main.json, main.debug));
    line.setParameterExceptionHandler((e, args) -> Errors.usage(e, asksJson(args), main.debug));
    return line.execute(arguments);
  }

  private static boolean asksJson(String[] arguments) {
    return Arrays.asList(arguments).contains("--json");
  }

  /** Whether results go out as JSON. */
  boolean json() {
    return json;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }
}
