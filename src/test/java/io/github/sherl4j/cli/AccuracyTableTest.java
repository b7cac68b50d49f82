package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.SharedData;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The whole table of {@code sherl bench accuracy}: five seeds of every row within the bands around
 * what PyTorch reached, and the orderings. About two hours for the texts and four for the pictures.
 */
@Tag("long")
class AccuracyTableTest {

  @ParameterizedTest
  @CsvSource({"'trec/*,subj/*', 12, 4", "'cifar/*,ants-bees/*', 3, 0"})
  void everyRowIsWithinItsBand(String rows, int count, int orderings) throws IOException {
    String assets = "" + SharedData.assets();
    Cli run =
        Cli.run(
            Main::run, List.of("bench", "accuracy", "--assets", assets, "--rows", rows, "--json"));
    System.out.println(run.out());
    JsonNode root = new ObjectMapper().readTree(run.out());
    assertEquals(count, root.path("rows").size(), run.out());
    assertEquals(orderings, root.path("orderings").size(), run.out());
    for (JsonNode row : root.get("rows")) {
      assertEquals(5, row.get("runs").size(), row.toString());
      String verdict = row.has("accept") ? "pass" : "reported";
      assertEquals(verdict, row.get("verdict").asText(), row.toString());
    }
    for (JsonNode ordering : root.get("orderings")) {
      assertEquals("pass", ordering.get("verdict").asText(), ordering.toString());
    }
    assertTrue(root.get("ok").asBoolean());
    assertEquals(0, run.code(), run.err());
  }
}
