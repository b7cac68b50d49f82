package io.github.sherl4j.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.Cli;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The samples: short, explained, compiled as a user would, and printing what their pages say. */
class SamplesTest {

  private static final Path ROOT = Path.of("samples");

  /** Run in every build; the others in the long profile. */
  private static final Set<String> QUICK = Set.of("memory-budget", "resume");

  @TempDir Path folder;

  private static List<Path> samples() {
    return list(ROOT).stream()
        .filter(Files::isDirectory)
        .filter(f -> !f.endsWith("notebooks"))
        .toList();
  }

  private static List<Path> list(Path parent) {
    try (Stream<Path> files = Files.list(parent)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path program(Path sample) {
    List<Path> programs =
        list(sample).stream().filter(f -> f.toString().endsWith(".java")).toList();
    assertEquals(1, programs.size(), sample + ": " + programs);
    return programs.get(0);
  }

  @Test
  void eachIsShortAndHasItsPage() throws IOException {
    String index = Files.readString(ROOT.resolve("README.md"));
    for (Path sample : samples()) {
      Path program = program(sample);
      long lines = Files.readAllLines(program).size();
      assertTrue(lines < 100, program + " has " + lines + " lines");
      String name = sample.getFileName().toString();
      Markdown page = Markdown.read(sample.resolve("README.md"));
      assertEquals(1, page.blocks("text").size(), page.file() + ": what it prints");
      String call = page.blocks("sh").get(0).text();
      assertTrue(call.contains(program.toString().replace('\\', '/')), page.file() + ": " + call);
      assertTrue(index.contains("(" + name + "/README.md)"), "samples/README.md names " + name);
    }
    assertTrue(samples().size() >= 8, samples().toString());
  }

  @Test
  void allCompile() {
    for (Path sample : samples()) {
      String said = Javac.compile(List.of(program(sample)), folder);
      assertEquals("", said, sample.toString());
    }
  }

  @TestFactory
  Stream<DynamicTest> quickOnesPrintWhatTheirPagesSay() {
    return samples().stream()
        .filter(s -> QUICK.contains(s.getFileName().toString()))
        .map(s -> DynamicTest.dynamicTest(s.toString(), () -> run(s)));
  }

  @TestFactory
  @Tag("long")
  Stream<DynamicTest> theOthersPrintWhatTheirPagesSay() {
    return samples().stream()
        .filter(s -> !QUICK.contains(s.getFileName().toString()))
        .map(s -> DynamicTest.dynamicTest(s.toString(), () -> run(s)));
  }

  /** As a user starts it: the source file, with the project's class path. */
  private void run(Path sample) throws IOException {
    Path work = Files.createDirectories(folder.resolve(sample.getFileName()));
    // What a sample reads beside its program lies where its page says that it is started.
    Path beside = Files.createDirectories(work.resolve(sample));
    for (Path file : list(sample)) {
      Files.copy(file, beside.resolve(file.getFileName()));
    }
    List<String> path = new ArrayList<>(Javac.classPath());
    String program = program(sample).toAbsolutePath().toString();
    Path services = sample.resolve("META-INF/services");
    if (Files.exists(services)) { // a plug-in has to be on the class path
      Path classes = Files.createDirectories(work.resolve("classes"));
      assertEquals("", Javac.compile(List.of(program(sample)), classes));
      Path there = Files.createDirectories(classes.resolve("META-INF/services"));
      for (Path file : list(services)) {
        Files.copy(file, there.resolve(file.getFileName()));
      }
      path.add(classes.toString());
      program = program(sample).getFileName().toString().replace(".java", "");
    }
    ProcessBuilder child = ChildJvm.on(path, List.of("-Xmx1g"), program);
    Cli run = ChildJvm.run(child.directory(work.toFile()), folder);
    System.out.println(sample + "\n" + run.out());
    assertEquals(0, run.code(), run.out() + run.err());
    String said = Markdown.read(sample.resolve("README.md")).blocks("text").get(0).text();
    assertEquals(withoutNumbers(said), withoutNumbers(run.out()));
  }

  private static String withoutNumbers(String text) {
    return text.replaceAll("\\d[\\d.,]*", "#").replaceAll("[ \\t]+", " ").strip();
  }
}
