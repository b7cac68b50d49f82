package io.github.sherl4j.docs;

import io.github.sherl4j.cli.quickstart.EmbeddedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The README's dependency snippet and its first example, as they stand there. */
final class FirstPage {

  /** Latest line at which the example may end. */
  static final int FOLD = 60;

  /** Name of the example's class. */
  static final String EXAMPLE = "FirstRun";

  private FirstPage() {}

  static Markdown.Piece example() {
    return Markdown.read(Path.of("README.md")).blocks("java").get(0);
  }

  static String dependencies() {
    return Markdown.read(Path.of("README.md")).blocks("xml").get(0).text();
  }

  /** Lines of the example between the first line of {@code main} and its closing brace. */
  static List<String> body() {
    return example()
        .text()
        .lines()
        .dropWhile(l -> !l.contains("void main"))
        .skip(1)
        .takeWhile(l -> !l.equals("  }"))
        .toList();
  }

  /** The files that the example reads. */
  static void provide(Path folder) throws IOException {
    Path embedded = EmbeddedFiles.unpack(folder.resolve("sherl-quickstart"));
    for (String name : List.of("model.onnx", "tokenizer.json", "train.tsv", "test.tsv")) {
      Files.copy(embedded.resolve(name), folder.resolve(name));
    }
  }
}
