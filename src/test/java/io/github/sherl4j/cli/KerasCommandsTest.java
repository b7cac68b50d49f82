package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.KerasNets;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyPictures;
import io.github.sherl4j.testing.TinyRows;
import io.github.sherl4j.train.TrainConfig;
import io.github.sherl4j.transform.TunedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keras models, a convolutional one and a transformer, tuned by SHERL on the command line. */
class KerasCommandsTest {

  @TempDir Path folder;

  private JsonNode run(String command, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of(command, "--json"));
    all.addAll(Arrays.asList(options));
    Cli run = Cli.run(Main::run, all);
    assertEquals(0, run.code(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  /** Trains, evaluates again in the same words, and looks at what was frozen. */
  private void tuned(Path model, Path data, Path test, int width, String... more)
      throws IOException {
    byte[] file = Files.readAllBytes(model);
    JsonNode seen = run("inspect", model.toString());
    assertEquals("keras", seen.get("format").asText());
    assertEquals(3, seen.get("blocks").size(), seen.toString());
    String adapter = folder.resolve(model.getFileName() + ".safetensors").toString();
    List<String> options = new ArrayList<>(Arrays.asList(more));
    options.addAll(List.of("--backbone", "" + model, "--data", "" + data, "--test", "" + test));
    options.addAll(List.of("--method", "sherl", "--width", "" + width, "--seed", "3"));
    options.addAll(List.of("--batch", "16", "--lr", "0.02", "--out", adapter));
    double first = run("train", with(options, "--epochs", "1")).get("trainLoss").asDouble();
    JsonNode trained = run("train", with(options, "--epochs", "12"));
    assertTrue(trained.get("trainLoss").asDouble() < 0.8 * first, first + " then " + trained);
    assertTrue(trained.get("test").get("accuracy").asDouble() > 0.8, trained.toString());
    assertTrue(Arrays.equals(file, Files.readAllBytes(model)));
    List<String> again = new ArrayList<>(List.of("--adapter", adapter, "--backbone", "" + model));
    for (int i = 0; i < more.length; i++) {
      if (more[i].equals("--tokenizer")) {
        again.addAll(List.of(more[i], more[i + 1]));
      }
    }
    JsonNode eval = run("eval", with(again, "--data", "" + test));
    assertEquals(trained.get("test"), eval.get("test"));
  }

  private static String[] with(List<String> options, String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  @Test
  void pictures() throws IOException {
    Path data = TinyPictures.tree(folder.resolve("train"), 24, 3);
    Path test = TinyPictures.tree(folder.resolve("test"), 10, 4);
    Path model = KerasNets.pictures(1).writeH5(folder.resolve("cnn.h5"));
    tuned(model, data, test, 4, "--crop", "16", "--resize", "18");
  }

  @Test
  void texts() throws IOException {
    Path data = TinyRows.write(folder.resolve("data.tsv"), 120, 7);
    Path tokenizer = TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    Path model = KerasNets.texts(1).writeArchive(folder.resolve("text.keras"));
    tuned(model, data, data, 4, "--tokenizer", tokenizer.toString());
  }

  @Test
  void frozenWeightsKeepTheirHashes() {
    for (Path model :
        List.of(
            KerasNets.pictures(1).writeH5(folder.resolve("cnn.h5")),
            KerasNets.texts(1).writeArchive(folder.resolve("text.keras")))) {
      Backbone backbone = Sherl.open(model);
      Map<String, String> before = hashes(backbone);
      try (TunedModel tuned = KerasRuns.attach(backbone)) {
        double[] losses =
            KerasRuns.train(tuned, TrainConfig.builder().rate(0.02).epochs(8).build());
        assertTrue(losses[1] < losses[0], Arrays.toString(losses));
        assertEquals(before, hashes(backbone));
        assertTrue(before.size() > 20);
      }
    }
  }

  private static Map<String, String> hashes(Backbone backbone) {
    Map<String, String> hashes = new TreeMap<>();
    backbone.weights().forEach(w -> hashes.put(w, KerasRuns.sha256(backbone.variable(w).getArr())));
    return hashes;
  }
}
