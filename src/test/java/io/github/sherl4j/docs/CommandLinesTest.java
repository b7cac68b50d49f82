package io.github.sherl4j.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

/** Command lines and options of the documentation are those of the command line. */
class CommandLinesTest {

  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9-]*");

  /** Other programs, whose options are their own. */
  private static final Set<String> OTHERS =
      Set.of(
          "mvn",
          "java",
          "javac",
          "jar",
          "python",
          "pip",
          "optimum-cli",
          "jupyter",
          "samples/notebooks/run.sh");

  @Test
  void everyLineParses() {
    List<String> wrong = new ArrayList<>();
    int seen = 0;
    for (Markdown page : Markdown.all()) {
      List<Commands.Line> lines = new ArrayList<>(Commands.ofBlocks(page));
      lines.addAll(Commands.ofCodes(page));
      for (Commands.Line line : lines) {
        seen++;
        try {
          Commands.tree().parseArgs(line.arguments().toArray(String[]::new));
        } catch (ParameterException e) {
          wrong.add(line.place() + String.join(" ", line.arguments()) + ": " + e.getMessage());
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(seen >= 20, "only " + seen + " command lines found");
  }

  @Test
  void everyOptionExists() {
    Set<String> known = Commands.options();
    List<String> wrong = new ArrayList<>();
    int seen = 0;
    for (Markdown page : Markdown.all()) {
      if (page.file().toString().equals("CHANGELOG.md")) {
        continue; // what was true of a version stays written there
      }
      for (Markdown.Piece code : page.codes()) {
        List<String> words = Shell.words(code.text());
        if (words.isEmpty() || OTHERS.contains(words.get(0))) {
          continue;
        }
        Matcher option = OPTION.matcher(code.text());
        while (option.find()) {
          seen++;
          if (!known.contains(option.group())) {
            wrong.add(page.at(code) + option.group() + " of " + code.text());
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(seen >= 50, "only " + seen + " options found");
  }
}
