package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.SharedData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code sherl inspect} on models with several chains or stages. */
class InspectChainsTest {

  private static List<String> command(String fixture, String... more) {
    String file = SharedData.fixtures().resolve("onnx").resolve(fixture).resolve("model.onnx") + "";
    List<String> all = new ArrayList<>(List.of("inspect", file));
    all.addAll(List.of(more));
    return all;
  }

  private static JsonNode json(String fixture, String... more) throws IOException {
    List<String> all = command(fixture, more);
    all.add("--json");
    Cli run = Cli.run(Main::run, all);
    assertEquals(0, run.code(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  private static String text(String fixture, String... more) {
    Cli run = Cli.run(Main::run, command(fixture, more));
    assertEquals(0, run.code(), run.err());
    return run.out();
  }

  @Test
  void towersAreCandidatesUntilOneIsChosen() throws IOException {
    JsonNode both = json("hf_clip_dual_op14");
    assertEquals(2, both.get("candidates").size());
    assertFalse(both.has("primary"));
    assertEquals(6, both.get("blocks").size());
    assertEquals(8, both.get("taps").size());
    String shown = text("hf_clip_dual_op14");
    assertTrue(shown.contains("ambiguous   2 chains"), shown);
    assertTrue(shown.contains("candidate   pixel_values -> image_embeds, 3 blocks"), shown);
    JsonNode one = json("hf_clip_dual_op14", "--chain", "pixel_values");
    assertFalse(one.has("candidates"));
    assertEquals("pixel_values -> image_embeds, 3 blocks", one.get("primary").asText());
    assertEquals(3, one.get("blocks").size());
    assertEquals(4, one.get("taps").size());
  }

  @Test
  void encoderAndDecoderBothShowTheirBlocks() throws IOException {
    for (String name : List.of("hf_t5_encdec_op13_dyn", "hf_bart_op13_dyn")) {
      JsonNode shown = json(name);
      assertEquals(2, shown.get("chains").size(), name);
      assertTrue(shown.get("primary").asText().startsWith("decoder_input_ids"), name);
      long decoder = 0;
      for (JsonNode b : shown.get("blocks")) {
        decoder += b.get("chain").equals(shown.get("primary")) ? 1 : 0;
      }
      assertTrue(decoder > 0 && decoder < shown.get("blocks").size(), name);
      assertEquals(decoder + 1, shown.get("taps").size(), name);
      assertTrue(text(name).contains("primary     decoder_input_ids"));
    }
  }

  @Test
  void mapsShowBlocksAndStages() throws IOException {
    JsonNode shown = json("tv_resnet18_op11_dynbatch");
    assertEquals(8, shown.get("blocks").size());
    assertEquals(4, shown.get("stages").size());
    assertFalse(shown.get("blocks").get(0).has("chain"));
    assertTrue(
        text("tv_resnet18_op11_dynbatch").contains("stage 1     blocks 2 to 3, [-1,16,8,8]"));
    assertFalse(text("hf_bert_op13_dyn").contains("stage"), "a transformer is one stage");
  }
}
