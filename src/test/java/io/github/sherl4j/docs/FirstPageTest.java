package io.github.sherl4j.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.cli.Main;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.Cli;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer copies out of the README works unchanged. */
class FirstPageTest {

  private static final Pattern ACCURACY = Pattern.compile("accuracy=(0\\.\\d+)");

  @TempDir Path folder;
  private String accuracy;

  @Test
  void theExampleIsShortAndComesFirst() {
    List<String> body = FirstPage.body();
    assertTrue(body.size() >= 5 && body.size() <= 10, String.join("\n", body));
    long end = FirstPage.example().line() + FirstPage.example().text().lines().count();
    assertTrue(end < FirstPage.FOLD, "ends at line " + end);
  }

  private Path program() throws Exception {
    Path file = folder.resolve("src/main/java").resolve(FirstPage.EXAMPLE + ".java");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, FirstPage.example().text());
  }

  @Test
  void theExampleRuns() throws Exception {
    FirstPage.provide(folder);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    assertEquals("", Javac.compile(List.of(program()), classes));
    List<String> path = new ArrayList<>(Javac.classPath());
    path.add(classes.toString());
    check(ChildJvm.on(path, List.of("-Xmx1g"), FirstPage.EXAMPLE));
    commandLineReadsTheAdapter();
  }

  private void commandLineReadsTheAdapter() {
    String[] arguments = {
      "eval",
      "--adapter",
      "adapter.safetensors",
      "--backbone",
      "model.onnx",
      "--tokenizer",
      "tokenizer.json",
      "--data",
      "test.tsv"
    };
    ProcessBuilder eval =
        ChildJvm.on(Javac.classPath(), List.of("-Xmx1g"), Main.class.getName(), arguments);
    Cli run = ChildJvm.run(eval.directory(folder.toFile()), folder);
    assertEquals(0, run.code(), run.out() + run.err());
    assertTrue(run.out().contains("accuracy: " + accuracy), accuracy + " but " + run.out());
  }

  private void check(ProcessBuilder command) throws Exception {
    Cli run = ChildJvm.run(command.directory(folder.toFile()), folder);
    assertEquals(0, run.code(), run.out() + run.err());
    Matcher found = ACCURACY.matcher(run.out());
    assertTrue(found.find(), run.out());
    assertTrue(Double.parseDouble(found.group(1)) > 0.6, run.out());
    accuracy = found.group(1);
    assertTrue(Files.size(folder.resolve("adapter.safetensors")) > 10_000);
  }

  /** What the build has fetched already is taken from its repository, the rest is fetched. */
  @Test
  void aFreshProjectRunsIt() throws Exception {
    FreshProject project = new FreshProject(folder);
    project.behind(FreshProject.repositoryOfTheBuild());
    runs(project, FreshProject.goal());
  }

  /** A project of somebody else's whose local repository is empty; Maven fetches 300 MB. */
  @Test
  @Tag("long")
  void aFreshProjectRunsItFromNothing() throws Exception {
    runs(new FreshProject(folder), FreshProject.phase());
  }

  private void runs(FreshProject project, String how) throws Exception {
    FirstPage.provide(folder);
    program();
    List<String> path = project.compile(how);
    assertTrue(path.stream().anyMatch(e -> e.contains("nd4j-native")), path.toString());
    check(ChildJvm.on(path, List.of("-Xmx1g"), FirstPage.EXAMPLE));
  }
}
