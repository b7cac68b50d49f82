package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input: exit code 2, one clear line, the same as JSON, and no file left behind. */
class BadInputTest {

  @TempDir Path folder;
  private Path model;
  private Path tokenizer;
  private Path data;
  private Path out;

  @BeforeEach
  void files() throws IOException {
    model = TinyModel.write(folder.resolve("model.onnx"), 3, 1);
    tokenizer = TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    data = Files.writeString(folder.resolve("data.tsv"), "a\tw1 w2\nb\tw3 w4\na\tw5\n");
    out = folder.resolve("out/adapter.safetensors");
    Files.createDirectory(out.getParent());
  }

  private void refused(Path model, Path tokenizer, Path data, String saying, String... more)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--backbone",
                "" + model,
                "--tokenizer",
                "" + tokenizer,
                "--data",
                "" + data,
                "--out",
                "" + out,
                "--json",
                "--epochs",
                "1"));
    arguments.addAll(Arrays.asList(more));
    refused(saying, arguments);
    try (Stream<Path> left = Files.list(out.getParent())) {
      assertEquals(0, left.count(), "no file is left behind");
    }
  }

  private static void refused(String saying, List<String> arguments) throws IOException {
    Cli run = Cli.run(Main::run, arguments);
    assertEquals(2, run.code(), run.err());
    List<String> lines = run.err().lines().filter(l -> l.startsWith("sherl: ")).toList();
    assertEquals(1, lines.size(), run.err());
    assertTrue(lines.get(0).contains(saying), lines.get(0));
    assertFalse(run.err().contains("\tat "), "no stack trace without --debug");
    JsonNode error = new ObjectMapper().readTree(run.out()).get("error");
    for (String key : List.of("kind", "found", "expected", "where", "remedy")) {
      assertFalse(error.path(key).asText().isBlank(), key + " of " + error);
    }
  }

  private Path text(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void models() throws IOException {
    refused(folder.resolve("absent.onnx"), tokenizer, data, "no such file");
    refused(text("text.onnx", "this is no model\n"), tokenizer, data, "expected a model file");
    byte[] whole = Files.readAllBytes(model);
    Path cut = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length * 2 / 3));
    refused(cut, tokenizer, data, "cut.onnx");
    refused(TinyModel.writeUnknownOp(folder.resolve("u.onnx")), tokenizer, data, "Frobnicate");
  }

  @Test
  void tokenizersAndData() throws IOException {
    refused(model, text("t.json", "{\"a\": 1}"), data, "no tokenizer");
    refused(model, folder.resolve("absent.json"), data, "no such file");
    refused(model, tokenizer, folder.resolve("absent.tsv"), "no such file");
    refused(model, tokenizer, text("empty.tsv", ""), "no rows");
    refused(model, tokenizer, text("header.tsv", "label\ttext\n"), "no rows");
    refused(model, tokenizer, text("bad.tsv", "a\tw1\nb\n"), "line 2");
    refused(model, tokenizer, text("wide.tsv", "a\tw1\tw2\tw3\n"), "line 1");
    Path other = text("other.tsv", "c\tw1\n");
    refused(model, tokenizer, data, "label 'c'", "--test", "" + other);
  }

  @Test
  void options() throws IOException {
    refused(model, tokenizer, data, "late layers 99", "--late", "99");
    refused(model, tokenizer, data, "nearest names: hidden_1", "--taps", "hidden_11");
    refused(model, tokenizer, data, "*layer*", "--taps", "*layer*");
    refused(model, tokenizer, data, "nearest names", "--late-from", "hiden_2");
    refused(model, tokenizer, data, "nearest names", "--method", "sherk");
    refused(model, tokenizer, data, "width", "--width", "0");
    refused(model, tokenizer, data, "learning rate", "--lr", "-1");
    refused(model, tokenizer, data, "option width", "--method", "linear-probe", "--width", "8");
    refused(model, tokenizer, data, "--widht", "--widht", "8");
    refused(model, tokenizer, data, "tap", "--late", "3");
  }

  @Test
  void adapters() throws IOException {
    Path adapter = folder.resolve("a.safetensors");
    assertEquals(
        0,
        Cli.run(
                Main::run,
                List.of(
                    "train",
                    "--backbone",
                    "" + model,
                    "--tokenizer",
                    "" + tokenizer,
                    "--data",
                    "" + data,
                    "--out",
                    "" + adapter,
                    "--epochs",
                    "1"))
            .code());
    Path other = TinyModel.write(folder.resolve("other.onnx"), 3, 2);
    refused("fingerprint", eval(adapter, other, tokenizer, data));
    refused("label 'c'", eval(adapter, model, tokenizer, text("c.tsv", "c\tw1\n")));
    Path spaced = text("spaced.json", Files.readString(tokenizer) + " ");
    refused("tokenizer", eval(adapter, model, spaced, data));
    byte[] bytes = Files.readAllBytes(adapter);
    bytes[bytes.length / 2] ^= 1;
    refused("broken", eval(Files.write(folder.resolve("broken"), bytes), model, tokenizer, data));
  }

  private static List<String> eval(Path adapter, Path model, Path tokenizer, Path data) {
    return List.of(
        "eval",
        "--adapter",
        "" + adapter,
        "--backbone",
        "" + model,
        "--tokenizer",
        "" + tokenizer,
        "--data",
        "" + data,
        "--json");
  }
}
