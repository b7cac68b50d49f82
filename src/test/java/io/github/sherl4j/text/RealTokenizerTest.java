package io.github.sherl4j.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.format.NpyArray;
import io.github.sherl4j.format.Npz;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.testing.SharedData;
import io.github.sherl4j.train.data.BatchSettings;
import io.github.sherl4j.train.data.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Token ids equal those recorded with the original Python tokenizer, for a real vocabulary. */
class RealTokenizerTest {

  @Test
  void recordedExamples() throws IOException {
    for (Path folder : SharedData.foldersWith(SharedData.assets(), "tokenizer.json")) {
      JsonNode examples =
          new ObjectMapper().readTree(folder.resolve("golden.json").toFile()).get("examples");
      assertTrue(examples.size() > 0, folder.toString());
      try (TextTokenizer t = Tokenizers.open(folder.resolve("tokenizer.json"), 512)) {
        for (JsonNode example : examples) {
          List<Integer> expected = new ArrayList<>();
          example.get("input_ids").forEach(id -> expected.add(id.asInt()));
          String text = example.get("text").asText();
          assertEquals(expected, t.encode(text, null).ids().asList(), text);
        }
      }
    }
  }

  @Test
  void everyLineOfEveryDataSetIsARow() throws IOException {
    for (Path folder : SharedData.foldersWith(SharedData.assets(), "train.tsv")) {
      for (String name : List.of("train.tsv", "test.tsv")) {
        Path file = folder.resolve(name);
        try (Stream<String> lines = Files.lines(file)) {
          assertEquals(lines.count() - 1, TsvReader.labelled(file).size(), file.toString());
        }
      }
    }
  }

  @Test
  void rowsOfARecordedRun() {
    Path data = SharedData.assets().resolve("text-trec6");
    Map<String, NpyArray> run =
        Npz.read(SharedData.golden().resolve("real").resolve("trec_sherl_run.npz"));
    Path tokenizer = SharedData.assets().resolve("stories260k-llama").resolve("tokenizer.json");
    try (TextTokenizer t = Tokenizers.open(tokenizer, 48)) {
      assertEquals(0, t.padId());
      compare(data.resolve("train.tsv"), t, run, "train", ints(run.get("train_row_index")));
      int[] all = new int[(int) (long) run.get("test_labels").shape().get(0)];
      Arrays.setAll(all, i -> i);
      compare(data.resolve("test.tsv"), t, run, "test", all);
    }
  }

  private static void compare(
      Path file, TextTokenizer t, Map<String, NpyArray> run, String part, int[] rowNumbers) {
    List<TextRow> rows = TsvReader.labelled(file);
    Labels labels = Labels.of(rows);
    assertEquals(List.of("0", "1", "2", "3", "4", "5"), labels.names());
    List<TextRow> chosen = Arrays.stream(rowNumbers).mapToObj(rows::get).toList();
    TextData data = TextData.of(chosen, labels, t, file);
    List<TensorInfo> inputs =
        List.of(
            new TensorInfo("input_ids", DataType.INT64, List.of(-1L, -1L)),
            new TensorInfo("attention_mask", DataType.INT64, List.of(-1L, -1L)));
    List<Integer> ids = new ArrayList<>();
    List<Integer> mask = new ArrayList<>();
    List<Integer> classes = new ArrayList<>();
    try (TextBatches batches =
        new TextBatches(data, inputs, DataType.FLOAT, BatchSettings.inOrder(32, 48))) {
      while (batches.hasNext()) {
        var batch = batches.next();
        add(ids, batch.getFeatures(0));
        add(mask, batch.getFeatures(1));
        for (double label : batches.targets()) {
          classes.add((int) label);
        }
      }
    }
    assertArrayEquals(ints(run.get(part + "_ids")), array(ids), part);
    assertArrayEquals(ints(run.get(part + "_mask")), array(mask), part);
    assertArrayEquals(ints(run.get(part + "_labels")), array(classes), part);
  }

  private static void add(List<Integer> all, INDArray array) {
    for (int value : array.data().asInt()) {
      all.add(value);
    }
  }

  private static int[] array(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int[] ints(NpyArray array) {
    int[] values = new int[array.length()];
    Arrays.setAll(values, i -> Math.toIntExact(array.getLong(i)));
    return values;
  }
}
