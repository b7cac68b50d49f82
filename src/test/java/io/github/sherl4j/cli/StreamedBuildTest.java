package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sherl4j.engine.ProcessMemory;
import io.github.sherl4j.importer.onnx.write.EncoderModel;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyRows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model of random weights, larger than its process may be: features are built with the weights
 * left in the file, the adapter is trained from them. The same process cannot load the model.
 */
class StreamedBuildTest {

  private static final long OF_JAVA = 430_000_000;

  @TempDir Path folder;

  /** What a process said and did. */
  private record Ended(int code, String out, String err, long peak) {}

  @Test
  void trainsWhatDoesNotFit() throws Exception {
    check(EncoderModel.builder().layers(42).width(512).heads(8).seed(1).build(), 40);
  }

  @Test
  @Tag("long")
  void trainsWhatDoesNotFitByFar() throws Exception {
    check(EncoderModel.builder().layers(39).width(1024).heads(16).seed(1).build(), 60);
  }

  private void check(EncoderModel shape, int rows) throws Exception {
    assumeTrue(
        ProcessMemory.residentBytes() > 0, "skipped: this system does not tell resident bytes");
    Path model = folder.resolve("model.onnx");
    shape.write(model);
    long weights = Float.BYTES * shape.parameters();
    long allowed = Math.max(OF_JAVA, weights * 3 / 4);
    assertTrue(allowed < weights, weights + " bytes of weights");
    TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    TinyRows.write(folder.resolve("data.tsv"), rows, 7);
    Ended refused = train(allowed, "loaded.safetensors");
    assertNotEquals(0, refused.code(), "loaded into " + allowed + " bytes: " + refused.out());
    Ended streamed = train(allowed, "streamed.safetensors", "--stream");
    assertEquals(0, streamed.code(), streamed.err());
    System.out.printf(
        Locale.ROOT,
        "%d MB of weights: at most %d MB resident of %d allowed; loaded: %s%n",
        weights / 1_000_000,
        streamed.peak() / 1_000_000,
        allowed / 1_000_000,
        refused.err().lines().reduce((a, b) -> b).orElse(""));
    assertTrue(streamed.peak() <= allowed, streamed.peak() + " bytes resident");
    empty(folder.resolve("store"));
    assertEquals(0, train(8 * weights, "loaded.safetensors").code());
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("loaded.safetensors")),
        Files.readAllBytes(folder.resolve("streamed.safetensors")));
  }

  private static void empty(Path store) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(store)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  private Ended train(long allowed, String out, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--json",
                "--backbone=model.onnx",
                "--tokenizer=tokenizer.json",
                "--data=data.tsv",
                "--store=store",
                "--taps=5,15,25,35",
                "--width=32",
                "--batch=8",
                "--pad-to=32",
                "--epochs=1",
                "--out=" + out));
    arguments.addAll(List.of(more));
    List<String> options =
        List.of(
            "-Xmx96m",
            "-XX:+UseSerialGC",
            "-Dorg.bytedeco.javacpp.maxRetries=1",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=" + allowed);
    ProcessBuilder child =
        ChildJvm.of(options, StreamedBuildMain.class.getName(), arguments.toArray(String[]::new));
    Path err = folder.resolve("err.txt");
    Process process = child.directory(folder.toFile()).redirectError(err.toFile()).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    return new Ended(code, printed, read(err), peak(printed));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private static long peak(String printed) {
    String last = printed.lines().reduce((a, b) -> b).orElse("");
    return last.matches("\\d+") ? Long.parseLong(last) : 0;
  }
}
