package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.Page;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --report}: the page of a real run, of one that is stopped, of one that fails. */
class ReportOptionTest {

  private static final String LABEL = "<script>alert(1)</script>";

  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    TinyModel.write(folder.resolve("model.onnx"), 3, 1);
    TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    for (String name : List.of("train & more.tsv", "dev.tsv")) {
      Path rows = TinyRows.write(folder.resolve(name), 64, name.length());
      Files.writeString(rows, Files.readString(rows).replaceAll("(?m)^a\t", LABEL + "\t"));
    }
  }

  private List<String> train(String... more) {
    return trainInto("report.html", more);
  }

  private List<String> trainInto(String report, String... more) {
    List<String> all = new ArrayList<>(List.of("train", "--batch", "16"));
    all.addAll(List.of("--backbone", "" + folder.resolve("model.onnx")));
    all.addAll(List.of("--tokenizer", "" + folder.resolve("tokenizer.json")));
    all.addAll(List.of("--data", "" + folder.resolve("train & more.tsv")));
    all.addAll(List.of("--dev", "" + folder.resolve("dev.tsv")));
    all.addAll(List.of("--out", "" + folder.resolve("a.safetensors")));
    all.addAll(List.of("--report", "" + folder.resolve(report)));
    all.addAll(Arrays.asList(more));
    return all;
  }

  private Page page() {
    Page page = Page.read(folder.resolve("report.html"));
    page.requireSelfContained();
    return page;
  }

  @Test
  void aRunIsOnItsPage() throws IOException {
    String dev = "" + folder.resolve("dev.tsv");
    Cli run = Cli.run(Main::run, train("--test", dev, "--epochs", "3", "--json"));
    assertEquals(0, run.code(), run.err());
    Page page = page();
    assertEquals("complete", page.id("state").getTextContent());
    assertEquals(List.of("model.onnx tuned on train & more.tsv"), page.texts("h1"));
    assertEquals("sherl", page.fact("method"));
    assertEquals(LABEL + ", b", page.fact("labels"));
    assertEquals("adamw", page.fact("optimizer").toLowerCase(Locale.ROOT));
    assertEquals("0", page.fact("seed"));
    assertEquals("16", page.fact("batch"));
    assertEquals(folder.resolve("train & more.tsv") + ", 64 rows", page.fact("training rows"));
    assertTrue(page.fact("command").startsWith("sherl train --batch 16"), page.fact("command"));
    assertTrue(page.fact("command").contains("'" + folder.resolve("train & more.tsv") + "'"));
    assertEquals(4, page.id("epoch-table").getElementsByTagName("tr").getLength());
    assertTrue(page.texts("figcaption").contains("Held-out accuracy"));
    assertTrue(page.texts("figcaption").stream().anyMatch(c -> c.startsWith("Live memory of the")));
    double accuracy = new ObjectMapper().readTree(run.out()).at("/test/accuracy").doubleValue();
    String test = page.id("test-table").getTextContent();
    assertTrue(test.contains(String.format(Locale.ROOT, "%.4f", accuracy)), test + run.out());
  }

  @Test
  void itsCommandPredicts() throws IOException {
    assertEquals(0, Cli.run(Main::run, train("--epochs", "1")).code());
    String command = page().id("next").getElementsByTagName("code").item(0).getTextContent();
    assertTrue(command.startsWith("bin/sherl predict "), command);
    Path texts = Files.writeString(folder.resolve("texts.txt"), "w1 w2\nw9 w8\n");
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.remove(0);
    words.set(words.size() - 1, "" + texts);
    Cli predict = Cli.run(Main::run, words);
    assertEquals(0, predict.code(), predict.err());
    assertEquals(2, predict.out().lines().count());
  }

  @Test
  void aRunThatIsStoppedSaysSo() throws Exception {
    Process child =
        ChildJvm.quietly(
            List.of("-XX:+UseSerialGC"),
            Main.class.getName(),
            train("--steps", "1000000").toArray(String[]::new));
    Path html = folder.resolve("report.html");
    while (child.isAlive() && !(Files.exists(html) && Page.read(html).has("epoch-table"))) {
      Thread.sleep(20);
    }
    Page running = page();
    assertEquals("running", running.id("state").getTextContent());
    assertTrue(running.refreshes());
    child.destroy();
    assertEquals(143, child.waitFor());
    Page stopped = page();
    assertEquals("stopped", stopped.id("state").getTextContent());
    assertFalse(stopped.refreshes());
    assertTrue(stopped.id("next").getTextContent().contains("a.safetensors"));
  }

  @Test
  void aRunThatFailsSaysWhy() {
    Cli run = Cli.run(Main::run, train("--lr", "1e30"));
    assertEquals(1, run.code(), run.err());
    Page page = page();
    assertEquals("failed", page.id("state").getTextContent());
    String reason =
        page.all("p").stream()
            .filter(p -> p.getAttribute("class").equals("reason"))
            .findFirst()
            .orElseThrow()
            .getTextContent();
    assertTrue(run.err().contains(reason), reason + " / " + run.err());
  }

  @Test
  void aPageThatCannotBeIsRefusedFirst() {
    for (String report : List.of("none/report.html", ".")) {
      Cli run = Cli.run(Main::run, trainInto(report));
      assertEquals(2, run.code(), run.err());
      assertTrue(run.err().contains(report.equals(".") ? "a directory" : "none"), run.err());
    }
    assertFalse(Files.exists(folder.resolve("a.safetensors")));
  }

  @Test
  void wordsAreQuotedForAShell() {
    assertEquals(
        "sherl 'a b' 'it'\\''s' x=1 '' '$HOME'",
        RunPage.shell(List.of("sherl", "a b", "it's", "x=1", "", "$HOME")));
  }
}
