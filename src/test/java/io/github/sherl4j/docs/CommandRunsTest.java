package io.github.sherl4j.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.sherl4j.cli.Main;
import io.github.sherl4j.importer.onnx.write.BottleneckModel;
import io.github.sherl4j.testing.ChildJvm;
import io.github.sherl4j.testing.Cli;
import io.github.sherl4j.testing.TinyPictures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The command lines of the README and of the path from first run to production, one after the other
 * in one folder, on files of the names they say. {@code bench} has long tests of its own.
 */
@Tag("long")
class CommandRunsTest {

  private static final Set<String> ELSEWHERE = Set.of("bench");

  /** Files that nothing here makes: recorded numbers, a second model. */
  private static final Set<String> NOT_SHIPPED = Set.of("--golden", "--rebuild");

  @TempDir Path folder;

  @Test
  void everyLineDoesWhatItSays() throws Exception {
    prepare();
    List<String> failed = new ArrayList<>();
    int run = 0;
    for (String page : List.of("README.md", "samples/README.md")) {
      for (Commands.Line line : Commands.ofBlocks(Markdown.read(Path.of(page)))) {
        if (ELSEWHERE.contains(line.arguments().get(0))
            || line.arguments().stream().anyMatch(NOT_SHIPPED::contains)) {
          continue;
        }
        run++;
        List<String> path = ChildJvm.classPathWithout("/test-classes", "/logback-");
        String[] arguments = line.arguments().toArray(String[]::new);
        ProcessBuilder child =
            ChildJvm.on(path, List.of("-Xmx2g"), Main.class.getName(), arguments)
                .directory(folder.toFile());
        Cli result = ChildJvm.run(child, folder);
        System.out.println(line + " -> " + result.code());
        if (result.code() != 0) {
          failed.add(line + ": " + result.code() + " " + result.err());
        }
      }
    }
    assertEquals(List.of(), failed);
    assertTrue(run >= 10, "only " + run + " lines were run");
  }

  private void prepare() throws Exception {
    FirstPage.provide(folder);
    Files.copy(folder.resolve("test.tsv"), folder.resolve("dev.tsv"));
    Files.writeString(folder.resolve("texts.txt"), "Did the tractor hide the spatula?\n");
    TinyPictures.tree(folder.resolve("photos/train"), 20, 1);
    TinyPictures.tree(folder.resolve("photos/val"), 10, 2);
    TinyPictures.write(folder.resolve("photo.jpg"), TinyPictures.pattern(40, 30), "jpg");
    new BottleneckModel(List.of(2, 2), 8, 128, 1).write(folder.resolve("cnn.onnx"));
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 4);
    SDVariable w = graph.var("w", Nd4j.rand(DataType.FLOAT, 4, 4));
    graph.nn.relu(x.mmul(w), 0).rename("y");
    graph.save(folder.resolve("model.fb").toFile(), false);
  }
}
