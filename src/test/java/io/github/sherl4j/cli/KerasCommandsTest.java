package io.github.sherl4j.cli;

import io.github.sherl4j.testing.KerasNets;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyPictures;
import io.github.sherl4j.testing.TinyRows;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keras models, a convolutional one and a transformer, tuned by SHERL on the command line. */
class KerasCommandsTest {

  @TempDir Path folder;

  @Test
  void pictures() throws IOException {
    Path data = TinyPictures.tree(folder.resolve("train"), 24, 3);
    Path test = TinyPictures.tree(folder.resolve("test"), 10, 4);
    Path model = KerasNets.pictures(1).writeH5(folder.resolve("cnn.h5"));
    new TunedFiles(folder, "keras", 3).check(model, data, test, "--crop", "16", "--resize", "18");
  }

  @Test
  void texts() throws IOException {
    Path data = TinyRows.write(folder.resolve("data.tsv"), 120, 7);
    Path tokenizer = TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    Path model = KerasNets.texts(1).writeArchive(folder.resolve("text.keras"));
    new TunedFiles(folder, "keras", 3).check(model, data, data, "--tokenizer", "" + tokenizer);
  }

  @Test
  void frozenWeightsKeepTheirHashes() {
    TunedFiles.frozenWeightsKeepTheirHashes(
        KerasNets.pictures(1).writeH5(folder.resolve("cnn.h5")));
    TunedFiles.frozenWeightsKeepTheirHashes(
        KerasNets.texts(1).writeArchive(folder.resolve("text.keras")));
  }
}
