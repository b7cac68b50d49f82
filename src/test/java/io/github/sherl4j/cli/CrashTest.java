package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.format.AdapterFile;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyRows;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sherl train} in child processes that are killed while they write checkpoints. */
class CrashTest {

  private static final int STEPS = 600;

  @TempDir Path folder;
  private Path states;

  @BeforeEach
  void files() {
    TinyModel.write(folder.resolve("model.onnx"), 3, 1);
    TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    TinyRows.write(folder.resolve("data.tsv"), 90, 7);
    states = folder.resolve("states");
  }

  private String[] train(String out, String... more) {
    List<String> all =
        new ArrayList<>(List.of("train", "--backbone", "" + folder.resolve("model.onnx")));
    all.addAll(List.of("--tokenizer", "" + folder.resolve("tokenizer.json")));
    all.addAll(
        List.of("--data", "" + folder.resolve("data.tsv"), "--batch", "16", "--dropout", "0.2"));
    all.addAll(List.of("--steps", "" + STEPS, "--accumulate", "2", "--seed", "3"));
    all.addAll(List.of("--out", "" + folder.resolve(out)));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private String[] resumable() {
    return train(
        "killed.safetensors", "--checkpoints", "" + states, "--checkpoint-every", "1", "--resume");
  }

  private Process start(String... arguments) {
    return ChildJvm.quietly(List.of("-XX:+UseSerialGC"), Main.class.getName(), arguments);
  }

  @Test
  void threeKills() throws Exception {
    kill(3);
  }

  @Test
  @Tag("long")
  void twentyKills() throws Exception {
    kill(20);
  }

  private void kill(int times) throws Exception {
    Process whole = start(train("whole.safetensors"));
    long seed = new SplittableRandom().nextLong();
    System.out.println("CrashTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int writing = 0;
    String newest = "";
    for (int k = 0; k < times; k++) {
      Process process = start(resumable());
      waitForProgress(process, newest);
      long until = System.nanoTime() + random.nextLong(20_000_000);
      while (process.isAlive() && (temporaries() == 0 || System.nanoTime() < until)) {
        Thread.onSpinWait();
      }
      process.destroyForcibly().waitFor();
      writing += temporaries();
      String now = newest();
      assertTrue(now.compareTo(newest) > 0, "kill " + k + " lost " + newest + ", has " + now);
      newest = now;
    }
    System.out.println(writing + " of " + times + " kills left a checkpoint half written");
    Process last = start(train("killed.safetensors", "--checkpoints", "" + states, "--resume"));
    assertEquals(0, last.waitFor());
    assertEquals(0, whole.waitFor());
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("whole.safetensors")),
        Files.readAllBytes(folder.resolve("killed.safetensors")),
        "seed " + seed);
    assertEquals(0, temporaries(), "leftovers");
    assertEquals(String.format("step-%010d.checkpoint", STEPS), newest());
    assertTrue(writing > 0, "no kill hit a checkpoint");
  }

  @Test
  void aPoliteKillKeepsTheBestStateAndTheRunGoesOn() throws Exception {
    String[] watched = {"--dev", "" + folder.resolve("data.tsv"), "--checkpoints", "" + states};
    Process first = start(train("stopped.safetensors", watched));
    // 600 steps of 2 of 6 batches are 200 epochs; some have been measured after 100 steps.
    waitForProgress(first, "");
    first.destroy();
    assertEquals(143, first.waitFor());
    long step = Long.parseLong(newest().replaceAll("\\D", ""));
    assertTrue(step >= 100 && step < STEPS, "stopped at " + step);
    AdapterFile kept = AdapterFile.read(folder.resolve("stopped.safetensors"));
    assertEquals("sherl", kept.meta().get("method").asText());
    List<String> resume = new ArrayList<>(List.of(watched));
    resume.add("--resume");
    assertEquals(0, start(train("again.safetensors", resume.toArray(String[]::new))).waitFor());
    String[] whole = {"--dev", "" + folder.resolve("data.tsv")};
    assertEquals(0, start(train("whole.safetensors", whole)).waitFor());
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("whole.safetensors")),
        Files.readAllBytes(folder.resolve("again.safetensors")));
  }

  private void waitForProgress(Process process, String before) throws Exception {
    while (process.isAlive() && newest().compareTo(before) <= 0) {
      Thread.sleep(5);
    }
    assertTrue(process.isAlive() || newest().compareTo(before) > 0, "the child ended by itself");
  }

  private String newest() throws IOException {
    String newest = "";
    for (String name : names("*.checkpoint")) {
      newest = name.compareTo(newest) > 0 ? name : newest;
    }
    return newest;
  }

  private int temporaries() throws IOException {
    return names(".*.tmp").size();
  }

  private List<String> names(String glob) throws IOException {
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(states)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(states, glob)) {
        files.forEach(f -> names.add(f.getFileName().toString()));
      }
    }
    return names;
  }
}
