package io.github.sherl4j.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The errors of the troubleshooting table are those that the program has. */
class ErrorsTest {

  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");

  @Test
  void everyMessageIsTheProgramsOwn() throws IOException {
    StringBuilder main = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        main.append(JOINED.matcher(Files.readString(file)).replaceAll(""));
      }
    }
    List<String> unknown = new ArrayList<>();
    int seen = 0;
    for (String line : table()) {
      Matcher quoted = QUOTED.matcher(line.split("\\|", -1)[1]);
      while (quoted.find()) {
        seen++;
        if (main.indexOf(quoted.group(1)) < 0) {
          unknown.add(quoted.group(1));
        }
      }
    }
    assertEquals(List.of(), unknown);
    assertTrue(seen >= 15, "only " + seen + " messages found");
  }

  private static List<String> table() throws IOException {
    return Files.readAllLines(Path.of("README.md")).stream()
        .dropWhile(l -> !l.equals("## Troubleshooting"))
        .skip(1)
        .takeWhile(l -> !l.startsWith("## "))
        .filter(l -> l.startsWith("| `"))
        .toList();
  }
}
