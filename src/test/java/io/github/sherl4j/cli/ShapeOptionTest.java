package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyRows;
import io.github.sherl4j.train.AdapterStore;
import io.github.sherl4j.train.StoredAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --shape} of the commands. */
class ShapeOptionTest {

  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void file() {
    model = TinyModel.write(folder.resolve("m.onnx"), 3, 1);
  }

  @Test
  void numbersNamesAndMinusOne() {
    assertEquals(new ShapeText("x", List.of(2L, 128L)), ShapeText.parse("x=2x128"));
    assertEquals(new ShapeText("x", List.of(2L, 128L)), ShapeText.parse("x=2,128"));
    assertEquals(new ShapeText("x", List.of(-1L, 128L)), ShapeText.parse("x=batch, 128"));
    assertEquals(new ShapeText("x", List.of(-1L, 128L)), ShapeText.parse("x=-1x128"));
    assertEquals(new ShapeText("a=b", List.of(-1L)), ShapeText.parse("a=b=extra"));
    assertEquals(new ShapeText("x", List.of()), ShapeText.parse("x="));
    for (String bad :
        List.of("x", "=2", "x=0", "x=2,,3", "x=-2", "x=2.5", "x=99999999999999999999")) {
      assertThrows(BadInputException.class, () -> ShapeText.parse(bad), bad);
    }
  }

  private static JsonNode json(int code, List<String> arguments) throws IOException {
    Cli run = Cli.run(Main::run, arguments);
    assertEquals(code, run.code(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void inspectShowsThePinnedShape() throws IOException {
    List<String> command = List.of("inspect", "" + model, "--json", "--shape", "input_ids=2x7");
    JsonNode shown = json(0, command);
    assertEquals("[2,7]", shown.get("inputs").get(1).get("shape").toString());
    assertEquals("[2,7,8]", shown.get("blocks").get(0).get("shape").toString());
    JsonNode error =
        json(2, List.of("inspect", "" + model, "--json", "--shape", "input_id=2x7")).get("error");
    assertTrue(error.get("remedy").asText().contains("input_ids"), error.toString());
  }

  private List<String> train(Path out, String shape, String... more) {
    List<String> all = new ArrayList<>(List.of("train", "--json", "--backbone", "" + model));
    all.addAll(List.of("--tokenizer", "" + folder.resolve("t.json"), "--epochs", "1"));
    all.addAll(List.of("--data", "" + folder.resolve("d.tsv"), "--out", "" + out));
    all.addAll(List.of("--shape", shape));
    all.addAll(List.of(more));
    return all;
  }

  @Test
  void anAdapterRemembersWhatWasPinned() throws IOException {
    TinyModel.writeTokenizer(folder.resolve("t.json"));
    Path data = TinyRows.write(folder.resolve("d.tsv"), 30, 7);
    Path out = folder.resolve("a.safetensors");
    JsonNode incomplete = json(2, train(out, "input_ids=8x12")).get("error");
    assertTrue(incomplete.get("remedy").asText().contains("--drop-last"), incomplete.toString());
    json(2, train(out, "input_ids=8x12", "--batch", "4"));
    json(0, train(out, "input_ids=8x12", "--drop-last"));
    try (StoredAdapter adapter = AdapterStore.read(out)) {
      assertEquals(Map.of("input_ids", List.of(8L, 12L)), adapter.shapes());
      assertEquals(8, adapter.input("batch"));
      assertEquals(12, adapter.input("padTo"));
    }
    List<String> adapter =
        List.of("--adapter", "" + out, "--backbone", "" + model, "--tokenizer", folder + "/t.json");
    List<String> eval = new ArrayList<>(List.of("eval", "--json", "--data", "" + data));
    eval.addAll(adapter);
    assertEquals(30, json(0, eval).get("test").get("count").asInt());
    Path texts = Files.writeString(folder.resolve("texts.txt"), "w1 w2\nw3\nw8\n");
    List<String> predict = new ArrayList<>(List.of("predict", "--json", "--in", "" + texts));
    predict.addAll(adapter);
    assertEquals(3, json(0, predict).get("rows").size());
  }
}
