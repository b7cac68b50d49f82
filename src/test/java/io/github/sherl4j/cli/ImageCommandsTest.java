package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.TinyCnn;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyPictures;
import io.github.sherl4j.testing.TinyRows;
import io.github.sherl4j.train.AdapterStore;
import io.github.sherl4j.train.StoredAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands end to end on pictures and a convolutional model made on the spot. */
class ImageCommandsTest {

  @TempDir Path folder;
  private Path adapter;

  @BeforeEach
  void files() {
    adapter = folder.resolve("a.safetensors");
    TinyCnn.write(folder.resolve("cnn.onnx"), 3, 0, true, 1);
    TinyPictures.tree(folder.resolve("train"), 24, 3);
    TinyPictures.tree(folder.resolve("test"), 10, 4);
  }

  /** Runs a command; {@code $} in an option is the folder of the test. */
  private Cli run(String command, String... options) {
    List<String> all = new ArrayList<>(List.of(command));
    for (String option : options) {
      all.add(option.replace("$", folder.toString()));
    }
    return Cli.run(Main::run, all);
  }

  private Cli train(String... more) {
    List<String> all = new ArrayList<>(List.of("--json", "--batch", "16", "--seed", "3"));
    all.addAll(List.of("--lr", "0.02", "--out", "$/a.safetensors"));
    List<String> given = Arrays.asList(more);
    all.addAll(given.contains("--data") ? List.of() : List.of("--data", "$/train"));
    all.addAll(given.contains("--backbone") ? List.of() : List.of("--backbone", "$/cnn.onnx"));
    all.addAll(given);
    return run("train", all.toArray(String[]::new));
  }

  private Cli restored(String command, String... more) {
    List<String> all = new ArrayList<>(List.of("--adapter", "$/a.safetensors"));
    all.addAll(List.of("--backbone", "$/cnn.onnx"));
    all.addAll(Arrays.asList(more));
    return run(command, all.toArray(String[]::new));
  }

  private static JsonNode json(Cli run) throws IOException {
    assertEquals(0, run.code(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void picturesAreLearntAndANewProcessGivesTheSame() throws IOException {
    String[] options = {"--crop", "16", "--resize", "18", "--mean", "cifar", "--std", "0.25"};
    List<String> all = new ArrayList<>(Arrays.asList(options));
    all.addAll(List.of("--augment", "flip,pad-crop", "--method", "full", "--epochs", "6"));
    all.addAll(List.of("--test", "$/test", "--dev", "$/test"));
    JsonNode trained = json(train(all.toArray(String[]::new)));
    assertEquals(18, trained.get("steps").asInt());
    assertEquals(20, trained.get("test").get("count").asInt());
    assertTrue(trained.get("test").get("accuracy").asDouble() > 0.8, trained.toString());
    JsonNode eval = json(restored("eval", "--data", "$/test", "--json"));
    assertEquals(trained.get("test"), eval.get("test"));
    JsonNode predicted = json(restored("predict", "--in", "$/test", "--json"));
    assertEquals("[\"cold\",\"warm\"]", predicted.get("labels").toString());
    int right = 0;
    for (JsonNode row : predicted.get("rows")) {
      right += row.get("file").asText().startsWith(row.get("label").asText() + "/") ? 1 : 0;
    }
    assertEquals(eval.get("test").get("accuracy").asDouble(), right / 20.0, 1e-12);
    try (StoredAdapter stored = AdapterStore.read(adapter)) {
      assertEquals(16, stored.input("width"));
      assertEquals(18, stored.input("resize"));
      assertEquals("0.4914,0.4822,0.4465", stored.inputText("mean"));
      assertEquals("0.25,0.25,0.25", stored.inputText("std"));
      assertEquals("flip,pad-crop", stored.inputText("augment"));
    }
  }

  @Test
  void whatIsPredictedHasItsFilesName() throws IOException {
    assertEquals(0, train("--crop", "16", "--method", "linear-probe", "--epochs", "1").code());
    Files.writeString(folder.resolve("list.txt"), "test/warm/p001.png\ntest/cold/p002.png\n");
    Cli list = restored("predict", "--in", "$/list.txt");
    assertEquals(2, list.out().lines().count(), list.err());
    assertTrue(list.out().startsWith("test/warm/p001.png\t"), list.out());
    JsonNode one = json(restored("predict", "--in", "$/test/warm/p001.png", "--json")).get("rows");
    assertEquals(1, one.size());
    assertTrue(one.get(0).get("file").asText().endsWith("test/warm/p001.png"), one.toString());
    assertEquals("[\"label\",\"logits\",\"file\"]", keys(one.get(0)));
  }

  private static String keys(JsonNode node) {
    return new ObjectMapper()
        .valueToTree(node.properties().stream().map(e -> e.getKey()).toList())
        .toString();
  }

  @Test
  void theSameSeedGivesTheSameFileAndAStoppedRunGoesOn() throws IOException {
    String[] options = {
      "--crop", "16", "--augment", "resized-crop,flip", "--method", "linear-probe", "--epochs", "3"
    };
    assertEquals(0, train(options).code());
    byte[] whole = Files.readAllBytes(adapter);
    List<String> kept = new ArrayList<>(Arrays.asList(options));
    kept.addAll(List.of("--checkpoints", "$/states", "--checkpoint-every", "4"));
    assertEquals(0, train(kept.toArray(String[]::new)).code());
    assertArrayEquals(whole, Files.readAllBytes(adapter));
    Files.delete(folder.resolve("states/step-0000000009.checkpoint"));
    kept.add("--resume");
    assertEquals(0, train(kept.toArray(String[]::new)).code());
    assertArrayEquals(whole, Files.readAllBytes(adapter));
    Files.delete(folder.resolve("train/warm/p000.png"));
    assertEquals(2, train(kept.toArray(String[]::new)).code(), "other pictures, another run");
  }

  @Test
  void cifarFilesListsAndModelsWithColoursLast() throws IOException {
    TinyCnn.write(folder.resolve("last.onnx"), 2, 32, false, 1);
    byte[] records = new byte[20 * 3073];
    for (int i = 0; i < 20; i++) {
      records[i * 3073] = (byte) (i % 2);
      Arrays.fill(records, i * 3073 + 1, i * 3073 + 1025, (byte) (i % 2 == 0 ? 250 : 5));
    }
    Files.write(folder.resolve("d.bin"), records);
    Files.writeString(folder.resolve("labels.txt"), "red\nblack\n");
    JsonNode trained =
        json(
            train(
                "--backbone",
                "$/last.onnx",
                "--data",
                "$/d.bin",
                "--test",
                "$/d.bin",
                "--method",
                "linear-probe",
                "--epochs",
                "10"));
    assertEquals(1, trained.get("test").get("accuracy").asDouble(), trained.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "--crop 16x, --crop",
    "--crop 0, --crop",
    "--crop 16 --resize 15, --resize 15",
    "--mean nonsense, imagenet",
    "--std 0, above 0",
    "--augment flop, nearest names: flip",
    "--tokenizer $/cnn.onnx, --tokenizer",
    "--max-length 9, --max-length",
    "--bucket, --bucket",
    "--data $/none, no such file",
    "--data $/cnn.onnx, cnn.onnx",
    "--data $/train/warm, beside the folders",
    "--data $/train/warm/p000.png, without a label",
    "--test $/other, label 'other'",
    "--dev $/broken, broken.png",
  })
  void whatCannotBeIsRefusedInOneLine(String options, String told) throws IOException {
    TinyPictures.tree(folder.resolve("other"), 1, 5);
    Files.move(folder.resolve("other/warm"), folder.resolve("other/other"));
    Files.createDirectories(folder.resolve("broken/warm"));
    Files.write(folder.resolve("broken/warm/broken.png"), new byte[50]);
    List<String> more = new ArrayList<>(List.of("--method", "linear-probe"));
    more.addAll(Arrays.asList(options.split(" ")));
    Cli run = train(more.toArray(String[]::new));
    assertEquals(2, run.code(), run.err());
    List<String> lines = run.err().lines().filter(l -> l.startsWith("sherl: ")).toList();
    assertEquals(1, lines.size(), run.err());
    assertTrue(lines.get(0).contains(told), lines.get(0));
    assertTrue(Files.notExists(adapter));
  }

  @Test
  void optionsForPicturesAreNoneForTexts() {
    TinyModel.write(folder.resolve("text.onnx"), 3, 1);
    TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    TinyRows.write(folder.resolve("rows.tsv"), 8, 1);
    String[] text = {"--backbone", "$/text.onnx", "--data", "$/rows.tsv", "--out", "$/a"};
    Cli run = run("train", text);
    assertEquals(2, run.code());
    assertTrue(run.err().contains("no --tokenizer"), run.err());
    List<String> all = new ArrayList<>(Arrays.asList(text));
    all.addAll(List.of("--tokenizer", "$/tokenizer.json", "--crop", "16"));
    run = run("train", all.toArray(String[]::new));
    assertEquals(2, run.code());
    assertTrue(run.err().contains("--crop"), run.err());
  }
}
