package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.format.AdapterFile;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.TinyCnn;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyPictures;
import io.github.sherl4j.testing.TinyRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sherl train} and {@code eval} with a feature store and a second engine. */
class StoreOptionsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @BeforeEach
  void files() {
    TinyModel.write(folder.resolve("model.onnx"), 3, 1);
    TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    TinyRows.write(folder.resolve("data.tsv"), 90, 7);
    TinyRows.write(folder.resolve("dev.tsv"), 40, 8);
  }

  private static JsonNode json(int code, List<String> arguments) throws Exception {
    Cli cli = Cli.run(Main::run, arguments);
    assertEquals(code, cli.code(), cli.err());
    return JSON.readTree(cli.out());
  }

  private List<String> text(String out, String... more) {
    List<String> all = new ArrayList<>(List.of("train", "--json", "--dropout", "0.2"));
    all.addAll(List.of("--backbone", "" + folder.resolve("model.onnx"), "--batch", "16"));
    all.addAll(List.of("--tokenizer", "" + folder.resolve("tokenizer.json")));
    all.addAll(List.of("--data", "" + folder.resolve("data.tsv"), "--epochs", "3"));
    all.addAll(List.of("--dev", "" + folder.resolve("dev.tsv")));
    all.addAll(List.of("--test", "" + folder.resolve("dev.tsv")));
    all.addAll(List.of("--out", "" + folder.resolve(out)));
    all.addAll(List.of(more));
    return all;
  }

  private JsonNode eval(String adapter, String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of("eval", "--json"));
    all.addAll(List.of("--adapter", "" + folder.resolve(adapter)));
    all.addAll(List.of("--backbone", "" + folder.resolve("model.onnx")));
    all.addAll(List.of("--tokenizer", "" + folder.resolve("tokenizer.json")));
    all.addAll(List.of("--data", "" + folder.resolve("dev.tsv")));
    all.addAll(List.of(more));
    return json(0, all).get("test");
  }

  private static double difference(JsonNode a, JsonNode b) {
    return Math.abs(a.get("trainLoss").asDouble() - b.get("trainLoss").asDouble());
  }

  @Test
  void aStoreChangesNothingButTheWork() throws Exception {
    String store = "" + folder.resolve("store");
    JsonNode whole = json(0, text("whole.safetensors"));
    JsonNode first = json(0, text("first.safetensors", "--store", store));
    JsonNode again = json(0, text("again.safetensors", "--store", store, "--seed", "5"));
    assertTrue(difference(whole, first) <= 1e-6, whole + " " + first);
    for (String same : List.of("totalParameters", "trainableParameters", "backwardOps")) {
      assertEquals(whole.get(same), first.get(same), same);
    }
    JsonNode train = first.get("store").get("train");
    assertEquals(3 * 90, train.get("builtRecords").asInt());
    assertTrue(train.get("buildSeconds").asDouble() > 0);
    assertEquals(3 * 40, first.get("store").get("dev").get("builtRecords").asInt());
    assertEquals(0, first.get("store").get("test").get("builtRecords").asInt(), "the dev rows");
    assertTrue(first.get("store").get("freedBytes").asLong() > 0);
    for (String data : List.of("train", "dev", "test")) {
      assertEquals(3, again.get("store").get(data).get("hits").asInt(), data);
      assertEquals(0, again.get("store").get(data).get("buildSeconds").asDouble(), data);
    }
    assertEquals(
        AdapterFile.read(folder.resolve("whole.safetensors")).meta().get("config"),
        AdapterFile.read(folder.resolve("first.safetensors")).meta().get("config"));
    assertEquals(first.get("test"), eval("first.safetensors"));
  }

  @Test
  void aSecondEngineTrainsAndEvaluates() throws Exception {
    JsonNode whole = json(0, text("whole.safetensors"));
    String[] engine = {"--early-engine", "onnxruntime"};
    JsonNode second = json(0, text("second.safetensors", engine));
    assertTrue(difference(whole, second) <= 1e-4, whole + " " + second);
    assertTrue(second.get("earlyEngine").asText().startsWith("ONNX Runtime"), second + "");
    assertEquals(second.get("test"), eval("second.safetensors", engine));
    assertEquals(second.get("test"), eval("second.safetensors"));
    JsonNode stored =
        json(
            0,
            text(
                "stored.safetensors",
                "--store",
                "" + folder.resolve("store"),
                "--early-engine",
                "onnxruntime"));
    assertTrue(difference(whole, stored) <= 1e-4, whole + " " + stored);
    assertTrue(
        stored.get("store").get("train").get("earlyEngine").asText().startsWith("ONNX Runtime"));
  }

  @Test
  void picturesKeepAsManyViewsAsTheyAreAskedTo() throws Exception {
    TinyCnn.write(folder.resolve("cnn.onnx"), 3, 16, true, 1);
    Path tree = TinyPictures.tree(folder.resolve("tree"), 10, 3);
    List<String> common = new ArrayList<>(List.of("train", "--json", "--epochs", "2"));
    common.addAll(List.of("--backbone", "" + folder.resolve("cnn.onnx"), "--batch", "4"));
    common.addAll(List.of("--data", "" + tree, "--mean", "0.5", "--std", "0.5", "--width", "4"));
    common.addAll(List.of("--out", "" + folder.resolve("cnn.safetensors")));
    common.addAll(List.of("--augment", "flip,pad-crop"));
    JsonNode whole = json(0, common);
    List<String> refused = new ArrayList<>(common);
    refused.addAll(List.of("--store", "" + folder.resolve("store")));
    assertTrue(json(2, refused).get("error").get("expected").asText().contains("--store-views"));
    List<String> stored = new ArrayList<>(refused);
    stored.addAll(List.of("--store-views", "2"));
    JsonNode first = json(0, stored);
    assertTrue(difference(whole, first) <= 1e-6, "the views are those of the epochs of seed 0");
    JsonNode train = first.get("store").get("train");
    assertEquals(2, train.get("views").asInt());
    assertFalse(train.get("realTokensOnly").asBoolean());
    List<String> more = new ArrayList<>(refused);
    more.addAll(List.of("--store-views", "3"));
    JsonNode third = json(0, more).get("store").get("train");
    assertEquals(20L * third.get("tensors").asInt(), third.get("builtRecords").asLong());
  }

  @Test
  void whatHasNoEffectIsRefused() throws Exception {
    String store = "" + folder.resolve("store");
    assertEquals(
        "bad-input",
        json(2, text("a", "--store-format", "bf16")).get("error").get("kind").asText());
    json(2, text("a", "--store", store, "--store-views", "2"));
    JsonNode engine = json(2, text("a", "--early-engine", "onnxruntim")).get("error");
    assertTrue(engine.get("remedy").asText().contains("onnxruntime"), engine + "");
    List<String> full = text("a", "--store", store, "--method", "full");
    full.removeAll(List.of("--dropout", "0.2"));
    JsonNode e = json(2, full).get("error");
    assertEquals("mismatch", e.get("kind").asText());
    assertTrue(e.get("found").asText().contains("method full"), e + "");
  }
}
