package io.github.sherl4j.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.engine.run.MemoryPlan;
import io.github.sherl4j.engine.run.MemoryPlan.Kind;
import io.github.sherl4j.testing.Page;
import io.github.sherl4j.train.EpochReport;
import io.github.sherl4j.train.StepReport;
import io.github.sherl4j.train.TrainResult;
import io.github.sherl4j.train.TrainResult.End;
import io.github.sherl4j.train.TrainingMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;

/** The page of a run, from its first step to its end. */
class TrainingReportTest {

  private static final String NASTY = "<script>alert('1')</script> & \"more\" \u0001";
  private static final MemoryPlan PLAN =
      new MemoryPlan(
          20 << 20,
          Map.of(Kind.KEPT, 16L << 20, Kind.DATA, 1L << 20, Kind.GRADIENTS, 0L, Kind.SCRATCH, 0L),
          16 << 20,
          List.of(0L, 16L << 20, 20L << 20, 16L << 20, 0L),
          List.of(new MemoryPlan.Tensor("layer<0>", "FLOAT[4]", 16 << 20, Kind.KEPT, 1, 3)),
          4,
          2,
          0);

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-11-01T12:00:00Z");
  private final List<Double> losses = new ArrayList<>();
  private final List<EpochReport> epochs = new ArrayList<>();

  private Path file() {
    return folder.resolve("report.html");
  }

  private TrainingReport begin() {
    return TrainingReport.begin(file(), "Title " + NASTY, () -> now);
  }

  private void run(TrainingReport report, int epochsToRun) {
    for (int epoch = 0; epoch < epochsToRun; epoch++) {
      for (int i = 0; i < 10; i++) {
        losses.add(2.0 / (losses.size() + 1));
        now = now.plusMillis(300);
        report.step(step(losses.size(), epoch));
      }
      double accuracy = 0.5 + 0.1 * epoch;
      epochs.add(
          new EpochReport(
              epoch + 1, losses.size(), Map.of("accuracy", accuracy), accuracy, epoch < 2));
      report.evaluated(epochs.get(epoch));
    }
  }

  private StepReport step(long step, int epoch) {
    double loss = losses.get((int) step - 1);
    return new StepReport(
        step, 40, epoch, loss, 1e-3, 0.5, 15 << 20, 0, 16 << 20, Optional.of(PLAN));
  }

  private TrainResult result(End end) {
    return new TrainResult(
        end,
        losses.size(),
        20,
        losses,
        epochs,
        16 << 20,
        Optional.of(new TrainingMemory(30 << 20, 2 << 20, 0, PLAN)),
        400 << 20,
        0.0123,
        12.5);
  }

  @Test
  void everythingIsOnThePageAndNothingIsFetched() {
    try (TrainingReport report = begin()) {
      report.fact("Data", "labels", NASTY).fact("Model", "file", NASTY).fact("Data", "none", "");
      report.next("bin/sherl predict --in 'a & b'");
      run(report, 3);
      report.finish(result(End.COMPLETE), Map.of("accuracy", 0.8125));
    }
    Page page = Page.read(file());
    page.requireSelfContained();
    assertFalse(page.refreshes(), "it has ended");
    String shown = NASTY.replace('\u0001', '\uFFFD');
    assertEquals(List.of("Title " + shown), page.texts("h1"));
    assertEquals(shown, page.fact("labels"));
    assertEquals(shown, page.fact("file"));
    assertFalse(page.texts("dt").contains("none"), "what is empty is left out");
    for (String id : List.of("summary", "next", "learning", "epochs", "test", "memory", "run")) {
      assertTrue(page.has(id), id);
    }
    assertEquals("complete", page.id("state").getTextContent());
    assertTrue(page.id("summary").getTextContent().contains("0.8125"));
    assertTrue(page.id("summary").getTextContent().contains("30 of 40"));
    assertTrue(page.id("next").getTextContent().contains("--in 'a & b'"));
    assertTrue(page.id("memory").getTextContent().contains("layer<0>"));
    assertTrue(page.id("memory").getTextContent().contains("49.0 MiB"), "30 + 2 + 16 + 1");
    List<String> plots = page.texts("figcaption");
    for (String plot :
        List.of(
            "Training loss", "Held-out accuracy", "Learning rate", "Peak of live memory, MiB")) {
      assertTrue(plots.contains(plot), plots.toString());
    }
    for (Element svg : page.all("svg")) {
      assertTrue(svg.getElementsByTagName("path").getLength() > 1, "a grid and a curve");
    }
    assertEquals(plots.size(), page.all("svg").size());
  }

  @Test
  void theTableHoldsEveryEpochAndMarksTheBest() {
    try (TrainingReport report = begin()) {
      run(report, 3);
      report.finish(result(End.COMPLETE), Map.of());
    }
    Element table = Page.read(file()).id("epoch-table");
    List<String> rows = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      Element row = (Element) table.getElementsByTagName("tr").item(i);
      rows.add(row.getAttribute("class") + " " + row.getTextContent());
    }
    assertTrue(rows.get(0).startsWith("other 110"), "epoch 1 to step 10: " + rows);
    assertTrue(rows.get(1).startsWith("best 220"), rows.toString());
    assertTrue(rows.get(1).contains("0.6000"), rows.toString());
    assertTrue(rows.get(2).startsWith("other 330"), rows.toString());
    double mean = losses.subList(0, 10).stream().mapToDouble(l -> l).average().orElseThrow();
    assertTrue(rows.get(0).contains(String.format(Locale.ROOT, "%.4f", mean)), rows.toString());
    assertFalse(Page.read(file()).has("test"), "nothing was measured");
  }

  @Test
  void aRunCanBeWatched() {
    try (TrainingReport report = begin()) {
      Page before = Page.read(file());
      assertTrue(before.refreshes());
      assertEquals("running", before.id("state").getTextContent());
      run(report, 2);
      Page during = Page.read(file());
      during.requireSelfContained();
      assertTrue(during.refreshes());
      Element progress = during.all("progress").get(0);
      assertEquals("20", progress.getAttribute("value"));
      assertEquals("40", progress.getAttribute("max"));
      assertTrue(during.id("memory").getTextContent().contains("17.0 MiB"), "of a step alone");
    }
  }

  @Test
  void stepsInQuickSuccessionDoNotWriteEachTime() throws IOException {
    try (TrainingReport report = begin()) {
      losses.add(1.0);
      report.step(step(1, 0));
      String first = Files.readString(file());
      losses.add(0.9);
      report.step(step(2, 1));
      assertEquals(first, Files.readString(file()), "an epoch of no time");
      now = now.plusSeconds(2);
      losses.add(0.8);
      report.step(step(3, 1));
      assertEquals(first, Files.readString(file()), "within an epoch");
      now = now.plusSeconds(4);
      losses.add(0.7);
      report.step(step(4, 1));
      assertTrue(Page.read(file()).id("summary").getTextContent().contains("4 of 40"));
    }
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void everyEndIsTold(End end) {
    try (TrainingReport report = begin()) {
      run(report, 1);
      report.finish(result(end), Map.of());
    }
    Page page = Page.read(file());
    assertEquals(end.name().toLowerCase(Locale.ROOT), page.id("state").getTextContent());
    assertFalse(page.refreshes());
  }

  @Test
  void whatBrokeOffSaysSo() {
    try (TrainingReport report = begin()) {
      run(report, 1);
      report.failed("loss NaN in batch <7>");
    }
    Page page = Page.read(file());
    assertEquals("failed", page.id("state").getTextContent());
    assertTrue(page.texts("p").contains("loss NaN in batch <7>"), page.texts("p").toString());
    assertFalse(page.refreshes());
    begin().close();
    assertEquals(
        "failed", Page.read(file()).id("state").getTextContent(), "closed without a result");
  }

  @Test
  void aPageThatCannotBeWrittenDoesNotEndTheRunButIsToldAtItsEnds() throws IOException {
    Path gone = Files.createDirectory(folder.resolve("gone"));
    assertThrows(
        BadInputException.class,
        () -> TrainingReport.begin(folder.resolve("none/r.html"), "t", () -> now));
    try (TrainingReport report = TrainingReport.begin(gone.resolve("r.html"), "t", () -> now)) {
      Files.delete(gone.resolve("r.html"));
      Files.delete(gone);
      run(report, 2);
      assertThrows(BadInputException.class, () -> report.finish(result(End.COMPLETE), Map.of()));
    }
  }

  @Test
  void aLongRunIsAPageOfTheSameSize() throws IOException {
    try (TrainingReport report = begin()) {
      for (int i = 0; i < 20_000; i++) {
        losses.add(1.0 + Math.sin(i));
        report.step(step(losses.size(), i / 1000));
      }
      report.finish(result(End.COMPLETE), Map.of());
    }
    assertTrue(Files.size(file()) < 200_000, Files.size(file()) + " bytes");
    assertTrue(Page.read(file()).id("learning").getTextContent().contains("mean of 40 steps"));
  }
}
