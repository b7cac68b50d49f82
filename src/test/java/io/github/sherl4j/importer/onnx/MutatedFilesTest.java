package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.importer.onnx.write.EncoderModel;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.testing.TinyModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Damaged models, opened, discovered and run in child JVMs whose heap is 256 MB and the file: no
 * JVM dies, none hangs, and only the project's exceptions come out.
 */
class MutatedFilesTest {

  private static final long HANG_MILLISECONDS = 5_000;
  private static final long SILENCE_SECONDS = 60;
  private static final String END = "(end of output)";
  private static final List<String> RECORDED =
      List.of(
          "tv_shufflenet_op12_static",
          "tv_efficientnet_tiny_op13_dynbatch",
          "hf_albert_sharedweights_op13_dyn",
          "hf_beit_relpos_op13_dynbatch",
          "hf_t5_decoder_op13_dyn",
          "hf_clip_text_op14_dyn");

  @TempDir Path folder;
  private Path files;
  private long largest;
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();

  @BeforeEach
  void files() throws IOException {
    files = Files.createDirectory(folder.resolve("files"));
    Files.write(
        files.resolve("linear.onnx"),
        Models.linear().toBuilder().removeOpsetImport(1).build().toByteArray());
    TinyModel.write(files.resolve("tiny.onnx"), 2, 1);
    TinyModel.writeWithTypes(files.resolve("types.onnx"), 2, 1);
    EncoderModel.builder()
        .layers(2)
        .width(16)
        .heads(2)
        .feedForward(32)
        .vocabulary(50)
        .maxLength(16)
        .build()
        .write(files.resolve("encoder.onnx"));
    try {
      for (String name : RECORDED) {
        Path model = SharedData.fixtures().resolve("onnx").resolve(name).resolve("model.onnx");
        Files.copy(model, files.resolve(name + ".onnx"));
      }
    } catch (TestAbortedException e) {
      System.out.println("only models made on the spot are damaged");
    }
    try (var all = Files.list(files)) {
      largest = all.mapToLong(p -> p.toFile().length()).max().orElseThrow();
    }
  }

  @Test
  void fiveHundred() throws Exception {
    mutants(500);
  }

  @Test
  @Tag("long")
  void twentyThousand() throws Exception {
    mutants(20_000);
  }

  private void mutants(int count) throws Exception {
    count = Integer.getInteger("sherl.mutants", count);
    long seed = Long.getLong("sherl.seed", 20261125L);
    int from = 0;
    while (from < count) {
      from = child(seed, from, Math.min(count, from + 1000));
    }
    System.out.println(count + " mutants of seed " + seed + ": " + outcomes);
    assertEquals(List.of(), failures);
    assertTrue(outcomes.containsKey("refused") && outcomes.containsKey("ran"), outcomes.toString());
  }

  /** Runs one child; returns the first mutant that it did not finish. */
  private int child(long seed, int from, int to) throws Exception {
    long heap = 257 + 2 * largest / (1 << 20);
    List<String> options =
        List.of("-XX:+UseSerialGC", "-Xmx" + heap + "m", "-XX:ErrorFile=" + folder + "/hs_%p.log");
    Process process =
        ChildJvm.of(options, MutantMain.class.getName(), "" + files, "" + seed, "" + from, "" + to)
            .redirectError(folder.resolve("stderr").toFile())
            .start();
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Thread reader = new Thread(() -> read(process, lines));
    reader.setDaemon(true);
    reader.start();
    int next = from;
    String begun = "";
    for (boolean over = false; !over; ) {
      String line = lines.poll(SILENCE_SECONDS, TimeUnit.SECONDS);
      if (line == null || line.equals(END)) {
        over = true;
        if (line == null || next < to) {
          failures.add((line == null ? "HANG in " : "DEATH in ") + begun + "; " + reason());
          next++;
        }
      } else if (line.startsWith("begin ")) {
        begun = line;
      } else if (line.startsWith("end ")) {
        ended(line, begun);
        next++;
      }
    }
    process.destroyForcibly().waitFor();
    return next;
  }

  private void ended(String line, String begun) {
    String[] words = line.split(" ", 4);
    outcomes.merge(words[3].split(" ", 2)[0], 1, Integer::sum);
    if (words[3].startsWith("FOREIGN")) {
      failures.add(begun + ": " + words[3]);
    }
    if (Long.parseLong(words[2]) > HANG_MILLISECONDS) {
      failures.add(begun + " took " + words[2] + " ms");
    }
  }

  private String reason() throws IOException {
    String text = Files.readString(folder.resolve("stderr"));
    StringBuilder reason = new StringBuilder(text.substring(Math.max(0, text.length() - 500)));
    try (var logs = Files.newDirectoryStream(folder, "hs_*.log")) {
      for (Path log : logs) {
        Files.readString(log)
            .lines()
            .filter(l -> l.startsWith("# ") || l.startsWith("C  [") || l.startsWith("j  io.github"))
            .limit(25)
            .forEach(l -> reason.append('\n').append(l));
        Files.delete(log);
      }
    }
    return reason.toString();
  }

  private static void read(Process process, BlockingQueue<String> lines) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("unreadable: " + e);
    }
    lines.add(END);
  }
}
