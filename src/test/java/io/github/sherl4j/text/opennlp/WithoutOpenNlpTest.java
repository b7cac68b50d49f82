package io.github.sherl4j.text.opennlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.cli.Main;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.TinyModel;
import io.github.sherl4j.testing.TinyRows;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has no OpenNLP misses nothing else. */
class WithoutOpenNlpTest {

  @Test
  void trainingOnTextsNeedsNone(@TempDir Path folder) {
    Path model = TinyModel.write(folder.resolve("model.onnx"), 2, 1);
    Path tokenizer = TinyModel.writeTokenizer(folder.resolve("tokenizer.json"));
    Path data = TinyRows.write(folder.resolve("train.tsv"), 40, 3);
    List<String> without = ChildJvm.classPathWithout("/opennlp-tools/");
    assertEquals(ChildJvm.classPath().size() - 1, without.size(), "OpenNLP is one jar");
    Cli run =
        ChildJvm.run(
            ChildJvm.on(
                without,
                List.of("-Xmx512m"),
                Main.class.getName(),
                "train",
                "--json",
                "--backbone",
                model.toString(),
                "--tokenizer",
                tokenizer.toString(),
                "--data",
                data.toString(),
                "--out",
                folder.resolve("a.safetensors").toString(),
                "--epochs",
                "1"),
            folder);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("\"method\":\"sherl\""), run.out());
  }
}
