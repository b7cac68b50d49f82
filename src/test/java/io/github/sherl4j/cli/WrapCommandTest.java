package io.github.sherl4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sherl4j.Sherl;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.KerasNets;
import io.github.sherl4j.testing.TinyPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** {@code sherl wrap} and what it is for. */
class WrapCommandTest {

  @TempDir Path folder;

  private static JsonNode run(int code, String... arguments) throws IOException {
    Cli run = Cli.run(Main::run, List.of(arguments));
    assertEquals(code, run.code(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void aBareGraphNamesTheCommandThatSealsIt() throws IOException {
    SameDiff sd = SameDiff.create();
    SDVariable x = sd.placeHolder("x", DataType.FLOAT, -1, 4);
    SDVariable w = sd.var("w", Nd4j.rand(DataType.FLOAT, 4, 2));
    sd.nn.tanh("y", x.mmul(w));
    Path bare = folder.resolve("bare.fb");
    sd.save(bare.toFile(), true);
    JsonNode error = run(2, "inspect", bare.toString(), "--json").get("error");
    String sealed = folder.resolve("model.sdz").toString();
    assertTrue(error.get("remedy").asText().contains("sherl wrap " + bare), error.toString());
    JsonNode done = run(0, "wrap", bare.toString(), "--out", sealed, "--json");
    assertEquals("y", done.get("outputs").get(0).asText());
    assertEquals(Files.size(Path.of(sealed)), done.get("bytes").asLong());
    JsonNode seen = run(0, "inspect", sealed, "--json");
    assertEquals("samediff", seen.get("format").asText());
    assertEquals("x", seen.get("inputs").get(0).get("name").asText());
    assertEquals(8, seen.get("parameters").asLong());
    error =
        run(2, "wrap", bare.toString(), "--out", sealed, "--outputs", "z", "--json").get("error");
    assertEquals("no-match", error.get("kind").asText());
  }

  /** The graph of another model, saved bare, sealed, and then a model like any other. */
  @Test
  void theSealedFileIsTuned() throws IOException {
    Path bare = folder.resolve("bare.fb");
    try (Backbone b = Sherl.open(KerasNets.pictures(1).writeH5(folder.resolve("cnn.h5")))) {
      b.graph().save(bare.toFile(), false);
    }
    Path sealed = folder.resolve("cnn.sdz");
    run(0, "wrap", bare.toString(), "--out", sealed.toString(), "--json");
    Path data = TinyPictures.tree(folder.resolve("train"), 24, 3);
    Path test = TinyPictures.tree(folder.resolve("test"), 10, 4);
    new TunedFiles(folder, "samediff", 3)
        .check(sealed, data, test, "--crop", "16", "--resize", "18");
    TunedFiles.frozenWeightsKeepTheirHashes(sealed);
  }
}
