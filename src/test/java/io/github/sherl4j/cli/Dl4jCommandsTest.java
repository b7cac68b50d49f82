package io.github.sherl4j.cli;

import io.github.sherl4j.testing.Dl4jNets;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyPictures;
import io.github.sherl4j.testing.TinyRows;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saved Deeplearning4j networks, a graph and a list, tuned by SHERL on the command line. */
class Dl4jCommandsTest {

  @TempDir Path folder;

  @Test
  void pictures() throws IOException {
    Path data = TinyPictures.tree(folder.resolve("train"), 24, 3);
    Path test = TinyPictures.tree(folder.resolve("test"), 10, 4);
    Path model = Dl4jNets.save(Dl4jNets.pictures(1), folder.resolve("cnn.zip"));
    new TunedFiles(folder, "dl4j", 3).check(model, data, test, "--crop", "16", "--resize", "18");
  }

  @Test
  void texts() throws IOException {
    Path data = TinyRows.write(folder.resolve("data.tsv"), 120, 7);
    Path tokenizer = TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    Path model = Dl4jNets.save(Dl4jNets.texts(1), folder.resolve("text.zip"));
    new TunedFiles(folder, "dl4j", 3).check(model, data, data, "--tokenizer", "" + tokenizer);
  }

  @Test
  void frozenWeightsKeepTheirHashes() {
    TunedFiles.frozenWeightsKeepTheirHashes(
        Dl4jNets.save(Dl4jNets.pictures(1), folder.resolve("cnn.zip")));
    TunedFiles.frozenWeightsKeepTheirHashes(
        Dl4jNets.save(Dl4jNets.texts(1), folder.resolve("text.zip")));
  }
}
