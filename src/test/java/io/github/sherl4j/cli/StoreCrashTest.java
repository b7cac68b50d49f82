package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.importer.onnx.write.EncoderModel;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sherl train --store} in child processes that are killed while they build the store. */
class StoreCrashTest {

  private static final int ROWS = 3000;

  @TempDir Path folder;
  private Path store;

  private List<String> train(String... more) {
    List<String> all = new ArrayList<>(List.of("train", "--backbone", "" + folder.resolve("m")));
    all.addAll(List.of("--tokenizer", "" + folder.resolve("tokenizer.json")));
    all.addAll(List.of("--data", "" + folder.resolve("data.tsv"), "--batch", "8", "--json"));
    all.addAll(List.of("--steps", "5", "--width", "8", "--seed", "3"));
    all.addAll(List.of("--out", "" + folder.resolve("a.safetensors")));
    all.addAll(List.of(more));
    return all;
  }

  @Test
  void aKilledBuildGoesOn() throws Exception {
    kill(1);
  }

  @Test
  @Tag("long")
  void tenKilledBuildsGoOn() throws Exception {
    kill(10);
  }

  private void kill(int times) throws Exception {
    EncoderModel.builder().layers(3).width(64).build().write(folder.resolve("m"));
    TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    TinyRows.write(folder.resolve("data.tsv"), ROWS, 7);
    store = folder.resolve("store");
    long seed = new SplittableRandom().nextLong();
    System.out.println("StoreCrashTest seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int halfDone = 0;
    for (int k = 0; k < times; k++) {
      long before = bytes();
      String[] arguments = train("--store", "" + store).toArray(String[]::new);
      Process child =
          ChildJvm.quietly(List.of("-XX:+UseSerialGC"), Main.class.getName(), arguments);
      while (child.isAlive() && bytes() <= before + 100_000) {
        Thread.sleep(2);
      }
      Thread.sleep(random.nextInt(60));
      child.destroyForcibly().waitFor();
      halfDone += indexes() == 0 ? 1 : 0;
    }
    assertTrue(halfDone > 0, "no kill hit a build, seed " + seed);
    JsonNode whole = run(train());
    JsonNode stored = run(train("--store", "" + store));
    JsonNode report = stored.get("store").get("train");
    System.out.println(halfDone + " of " + times + " kills hit a build; " + report);
    assertTrue(report.get("reusedRecords").asLong() > 0, "nothing was kept, seed " + seed);
    assertEquals(
        3L * ROWS, report.get("reusedRecords").asLong() + report.get("builtRecords").asLong());
    double difference = whole.get("trainLoss").asDouble() - stored.get("trainLoss").asDouble();
    assertTrue(Math.abs(difference) <= 1e-6, "losses differ by " + difference + ", seed " + seed);
    assertEquals(
        3, run(train("--store", "" + store)).get("store").get("train").get("hits").asInt());
  }

  private static JsonNode run(List<String> arguments) throws IOException {
    Cli cli = Cli.run(Main::run, arguments);
    assertEquals(0, cli.code(), cli.err());
    return new ObjectMapper().readTree(cli.out());
  }

  private long bytes() throws IOException {
    long sum = 0;
    for (Path file : files()) {
      sum += Files.size(file);
    }
    return sum;
  }

  private long indexes() throws IOException {
    return files().stream().filter(f -> f.toString().endsWith(".index")).count();
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(store)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(store)) {
      return all.toList();
    }
  }
}
