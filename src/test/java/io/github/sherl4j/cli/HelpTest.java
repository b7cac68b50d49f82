package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.testing.Cli;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The help of every command and sub-command can be printed, and is all there is. */
class HelpTest {

  static Stream<String> everyCommand() {
    return below(CommandSpec.forAnnotatedObject(Main.class, CommandLine.defaultFactory()));
  }

  private static Stream<String> below(CommandSpec command) {
    return Stream.concat(
        Stream.of(command.qualifiedName(" ")),
        command.subcommands().values().stream().flatMap(sub -> below(sub.getCommandSpec())));
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void helpIsPrinted(String name) {
    List<String> arguments = new ArrayList<>(List.of(name.split(" ")));
    arguments.remove("sherl");
    arguments.add("--help");
    Cli help = Cli.run(Main::run, arguments);
    assertEquals(0, help.code(), help.err());
    assertEquals("", help.err());
    assertTrue(help.out().contains("Usage: " + name), help.out());
  }
}
