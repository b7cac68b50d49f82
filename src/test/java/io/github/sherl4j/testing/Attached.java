package io.github.sherl4j.testing;

import io.github.sherl4j.Sherl;
import io.github.sherl4j.discover.BlockMap;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.plan.Plugins;
import io.github.sherl4j.plan.TuningConfig;
import io.github.sherl4j.transform.Attachment;
import io.github.sherl4j.transform.TunedModel;
import java.nio.file.Path;
import java.util.List;

/**
 * A method attached to a reference export for two classes, on the first chain if it is open which.
 */
public final class Attached {

  private Attached() {}

  /** The caller closes it. */
  public static TunedModel to(Path folder, String method, TuningConfig config) {
    return to(folder, method, config, ImportOptions.DEFAULT);
  }

  /** The same with options for the file. */
  public static TunedModel to(
      Path folder, String method, TuningConfig config, ImportOptions options) {
    Backbone backbone = Sherl.open(folder.resolve("model.onnx"), options);
    BlockMap blocks = Sherl.discover(backbone);
    if (blocks.unambiguous().isEmpty()) {
      blocks = blocks.select(blocks.candidates().get(0).input());
    }
    return Attachment.attach(
        backbone,
        blocks,
        Plugins.method(method),
        config,
        Plugins.task("classification"),
        List.of("a", "b"));
  }
}
