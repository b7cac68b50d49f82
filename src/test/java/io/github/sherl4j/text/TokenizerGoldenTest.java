package io.github.sherl4j.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.format.NpyArray;
import io.github.sherl4j.format.Npz;
import io.github.sherl4j.testing.SharedData;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Token ids of a real tokenizer against recorded ones. */
class TokenizerGoldenTest {

  @Test
  void recordedExamples() throws Exception {
    Path folder = SharedData.assets().resolve("stories260k-llama");
    JsonNode golden = new ObjectMapper().readTree(folder.resolve("golden.json").toFile());
    try (TextTokenizer tokenizer = Tokenizers.open(folder.resolve("tokenizer.json"), 512)) {
      assertEquals(0, tokenizer.padId());
      for (JsonNode example : golden.get("examples")) {
        int[] expected =
            StreamSupport.stream(example.get("input_ids").spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
        TokenIds ids = tokenizer.encode(example.get("text").asText(), null);
        assertArrayEquals(expected, ids.ids().toArray(), example.get("text").asText());
      }
    }
  }

  @Test
  void theRowsOfTheRecordedRun() {
    List<TextRow> rows = TsvReader.labelled(SharedData.assets().resolve("text-trec6/train.tsv"));
    Map<String, NpyArray> run = Npz.read(SharedData.golden().resolve("real/trec_sherl_run.npz"));
    NpyArray ids = run.get("train_ids");
    Path file = SharedData.assets().resolve("stories260k-llama/tokenizer.json");
    try (TextTokenizer tokenizer = Tokenizers.open(file, 48)) {
      for (int i = 0; i < run.get("train_row_index").length(); i++) {
        TextRow row = rows.get((int) run.get("train_row_index").getLong(i));
        assertEquals(run.get("train_labels").getLong(i), Long.parseLong(row.label()));
        TokenIds ours = tokenizer.encode(row.text(), null);
        for (int t = 0; t < 48; t++) {
          boolean real = t < ours.ids().length();
          assertEquals(real ? 1 : 0, run.get("train_mask").getLong(48 * i + t), row.text());
          assertEquals(ids.getLong(48 * i + t), real ? ours.ids().get(t) : 0, row.text());
        }
      }
    }
  }
}
