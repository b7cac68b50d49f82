package io.github.sherl4j.notebooks;

import io.github.sherl4j.testing.ChildJvm;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * Runs the cells of a notebook as its kernel does: snippet after snippet in one JShell, in this JVM
 * with the class path of the tests.
 */
final class CellRunner implements AutoCloseable {

  private final JShell shell = JShell.builder().executionEngine("local").build();

  CellRunner() {
    ChildJvm.classPath().forEach(shell::addToClasspath);
    for (String imported : List.of("java.io", "java.util", "java.util.stream")) {
      run("import " + imported + ".*;"); // what kernels for Java have from the start
    }
  }

  /**
   * What a cell gave.
   *
   * @param printed on standard output
   * @param value of its last snippet as text; empty if that has none
   */
  record Result(String printed, String value) {}

  /** Runs a cell; an error of any snippet is a failure that tells where. */
  Result run(String source) {
    PrintStream out = System.out;
    ByteArrayOutputStream caught = new ByteArrayOutputStream();
    String value = "";
    System.setOut(new PrintStream(caught, true, StandardCharsets.UTF_8));
    try {
      for (String snippet : snippets(source)) {
        value = "";
        for (SnippetEvent event : shell.eval(snippet)) {
          check(event, snippet);
          if (event.causeSnippet() == null && event.value() != null) {
            value = event.value();
          }
        }
      }
    } finally {
      System.setOut(out);
    }
    return new Result(caught.toString(StandardCharsets.UTF_8), value);
  }

  private List<String> snippets(String source) {
    SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
    List<String> snippets = new ArrayList<>();
    String rest = source;
    while (!rest.isBlank()) {
      CompletionInfo next = analysis.analyzeCompletion(rest);
      if (next.completeness() == SourceCodeAnalysis.Completeness.EMPTY) {
        break; // nothing but comments is left
      }
      if (next.source() == null) {
        throw new AssertionError(next.completeness() + ": " + rest);
      }
      snippets.add(next.source());
      rest = next.remaining();
    }
    return snippets;
  }

  private void check(SnippetEvent event, String snippet) {
    if (event.exception() != null) {
      throw new AssertionError(told(event.exception()) + " in\n" + snippet, event.exception());
    }
    if (event.status() == Snippet.Status.REJECTED) {
      String problems =
          shell
              .diagnostics(event.snippet())
              .map(d -> d.getMessage(Locale.ROOT))
              .collect(Collectors.joining("\n"));
      throw new AssertionError(problems + " in\n" + snippet);
    }
  }

  private static String told(JShellException exception) {
    return exception instanceof jdk.jshell.EvalException e
        ? e.getExceptionClassName() + ": " + e.getMessage()
        : exception.toString();
  }

  /** Definitions that refer to something that was never defined. */
  List<String> unresolved() {
    return shell
        .snippets()
        .filter(s -> shell.status(s).isActive() && !shell.status(s).isDefined())
        .map(Snippet::source)
        .toList();
  }

  @Override
  public void close() {
    shell.close();
  }
}
