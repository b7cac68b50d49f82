package io.github.sherl4j.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.MismatchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bands, orderings and the file of results, on made-up runs. */
class AccuracyResultsTest {

  private static final AccuracyRow HIGH = row("s/high", 80.0, 2.0, 77.0);
  private static final AccuracyRow LOW = row("s/low", 70.0, 2.0, 60.0);
  private static final AccuracyRow SEEN = row("s/seen", null, null, null);
  private static final AccuracyOrder ORDER = new AccuracyOrder("s/high", "s/low", 10, true);
  private static final AccuracyOrder LOOSE = new AccuracyOrder("s/high", "s/low", 10, false);
  private static final AccuracyPlan PLAN =
      new AccuracyPlan(
          "--batch 32",
          Map.of("s", new DataSet("m", null, "train", "test", 0, "--crop 8")),
          List.of(HIGH, LOW, SEEN),
          List.of(ORDER, LOOSE));

  @TempDir Path folder;
  private SetUps setUps;
  private AccuracyResults results;

  @BeforeEach
  void files() throws IOException {
    Files.writeString(folder.resolve("m"), "model");
    Files.writeString(folder.resolve("test"), "rows");
    Files.createDirectories(folder.resolve("train/a"));
    Files.writeString(folder.resolve("train/a/1"), "picture");
    setUps = new SetUps(PLAN, folder, 0);
    results = new AccuracyResults(setUps);
  }

  private static AccuracyRow row(String name, Double mean, Double within, Double each) {
    return new AccuracyRow(name, "s", "--lr 1", "80.0 ± 1.0", mean, within, each);
  }

  private AccuracyResults add(AccuracyRow row, double... percents) {
    int seed = 1;
    for (double percent : percents) {
      results.add(row, new AccuracyRun(seed++, percent, 3, 0.5, 10, 0.25, 2));
    }
    return results;
  }

  @ParameterizedTest
  @CsvSource({
    "80 80 80 80 80, pass",
    "78 78 78 78 78, pass",
    "82 82 82 82 82, pass",
    "82.1 82.1 82.1 82.1 82.1, fail",
    "77.9 77.9 77.9 77.9 77.9, fail",
    "77 81 81 81 81, pass",
    "76.9 81 81 81 81, fail",
    "80 80 80 80, open",
    "60, fail",
    "85 85 85 85, open",
    "80 80 80 80 80 79 81, pass",
  })
  void aRowIsJudgedByItsMeanAndByEachRun(String percents, String verdict) {
    add(HIGH, Arrays.stream(percents.split(" ")).mapToDouble(Double::parseDouble).toArray());
    assertEquals(verdict, results.verdict(HIGH).toString());
    assertEquals(!verdict.equals("fail"), results.ok());
  }

  @Test
  void orderingsAreJudgedFromFiveSeedsOn() {
    add(HIGH, 80, 80, 80, 80, 80);
    assertEquals(List.of(), results.orderings());
    add(LOW, 70, 70, 70, 70);
    assertEquals(AccuracyVerdict.OPEN, results.verdict(ORDER));
    results.add(LOW, new AccuracyRun(5, 70, 3, 0.5, 10, 0.25, 2));
    assertEquals(AccuracyVerdict.FAIL, results.verdict(ORDER), "exactly the margin");
    assertEquals(AccuracyVerdict.PASS, results.verdict(LOOSE));
    assertFalse(results.ok());
    assertEquals("s/high > s/low + 10.0", "" + ORDER);
  }

  @Test
  void whatHasNothingToReachIsReported() {
    assertTrue(add(SEEN, 1, 1, 1, 1, 1).ok());
    assertEquals(AccuracyVerdict.REPORTED, results.verdict(SEEN));
    AccuracyResults brief = new AccuracyResults(new SetUps(PLAN, folder, 2));
    brief.add(HIGH, new AccuracyRun(1, 1, 2, 0.5, 10, 0.25, 2));
    assertEquals(AccuracyVerdict.REPORTED, brief.verdict(HIGH));
    assertTrue(brief.ok());
  }

  @Test
  void theTableShowsEveryRun() {
    String table = AccuracyText.of(add(LOW, 69.9, 70.04));
    String line = table.lines().skip(1).findFirst().orElseThrow();
    assertEquals(
        "s/low 80.0 ± 1.0 70.0 ± 2.0, each >= 60.0 69.9 70.0 70.0 ± 0.1 0.250 open (2 of 5)",
        line.replaceAll(" +", " "));
  }

  @Test
  void theFileGivesTheRunsBack() throws IOException {
    Path file = folder.resolve("out.json");
    assertEquals(List.of(), AccuracyFile.read(file, setUps).rows());
    AccuracyFile.write(file, add(HIGH, 80, 100.0 / 3), setUps);
    AccuracyResults read = AccuracyFile.read(file, setUps);
    assertEquals(results.runs("s/high"), read.runs("s/high"));
    assertTrue(read.has(HIGH, 2));
    assertFalse(read.has(HIGH, 3));
    assertFalse(read.has(LOW, 1));
    assertEquals(
        AccuracyFile.json(results, setUps).toString(), AccuracyFile.json(read, setUps).toString());
    assertThrows(
        MismatchException.class, () -> AccuracyFile.read(file, new SetUps(PLAN, folder, 2)));
    Files.writeString(folder.resolve("train/a/1"), "another picture");
    assertThrows(
        MismatchException.class, () -> AccuracyFile.read(file, new SetUps(PLAN, folder, 0)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "{}",
        "{\"rows\":[{}]}",
        "{\"rows\":[{\"row\":\"*\"}]}",
        "{\"rows\":[{\"row\":\"s/high\",\"setUp\":\"SETUP\",\"runs\":[{\"seed\":\"x\"}]}]}",
        "{\"rows\":[{\"row\":\"s/high\",\"setUp\":\"SETUP\",\"runs\":[{\"seed\":1,\"more\":2}]}]}",
      })
  void anotherFileIsRefused(String content) throws IOException {
    Path file = folder.resolve("out.json");
    Files.writeString(file, content.replace("SETUP", setUps.of(HIGH)));
    assertThrows(BadInputException.class, () -> AccuracyFile.read(file, setUps));
  }

  @Test
  void aSubsetHasTheFirstRecordsOfEachLabel() throws IOException {
    byte[] records = new byte[6 * 3073];
    byte[] labels = {1, 0, 1, 1, 0, 0};
    for (int i = 0; i < labels.length; i++) {
      Arrays.fill(records, i * 3073, (i + 1) * 3073, (byte) (10 + i));
      records[i * 3073] = labels[i];
    }
    Path from = Files.write(folder.resolve("all.bin"), records);
    Files.writeString(folder.resolve("labels.txt"), "x\ny\n");
    Path to = Files.createDirectories(folder.resolve("some"));
    byte[] some = Files.readAllBytes(CifarSubset.write(from, 2, to));
    assertEquals(4 * 3073, some.length);
    int[] kept = {0, 1, 2, 4};
    for (int i = 0; i < kept.length; i++) {
      assertEquals(labels[kept[i]], some[i * 3073]);
      assertEquals(10 + kept[i], some[i * 3073 + 3072]);
    }
    assertEquals("x\ny\n", Files.readString(to.resolve("labels.txt")));
  }
}
