package io.github.sherl4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sherl4j.SherlException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One line on standard error for every failure; the same as JSON on standard output if asked. */
final class Errors {

  private Errors() {}

  static int report(Exception e, boolean json, boolean debug) {
    if (debug) {
      e.printStackTrace();
    }
    if (e instanceof SherlException s) {
      return print(s.kind(), s.found(), s.expected(), s.where(), s.remedy(), s.exitCode(), json);
    }
    if (e instanceof IllegalArgumentException) {
      return print(
          "bad-input", e.getMessage(), "values in range", "the options", "correct them", 2, json);
    }
    return print(
        "internal",
        e.getClass().getSimpleName() + ": " + e.getMessage(),
        "no such failure",
        "sherl itself",
        "run again with --debug and report the stack trace",
        1,
        json);
  }

  static int usage(ParameterException e, boolean json, boolean debug) {
    if (debug) {
      e.printStackTrace();
    }
    CommandLine command = e.getCommandLine();
    List<String> near =
        e instanceof UnmatchedArgumentException u ? u.getSuggestions() : List.<String>of();
    String help = "see " + command.getCommandSpec().qualifiedName() + " --help";
    return print(
        "usage",
        e.getMessage(),
        "options and arguments of " + command.getCommandSpec().qualifiedName(),
        "the command line",
        near.isEmpty() ? help : "nearest: " + String.join(", ", near) + "; " + help,
        2,
        json);
  }

  private static int print(
      String kind,
      String found,
      String expected,
      String where,
      String remedy,
      int code,
      boolean json) {
    System.err.println(
        ("sherl: " + where + ": found " + found + ", expected " + expected + "; " + remedy)
            .replaceAll("\\s*\\R\\s*", " "));
    if (json) {
      ObjectNode root = Json.object();
      root.putObject("error")
          .put("kind", kind)
          .put("found", found)
          .put("expected", expected)
          .put("where", where)
          .put("remedy", remedy);
      Json.print(root);
    }
    return code;
  }
}
