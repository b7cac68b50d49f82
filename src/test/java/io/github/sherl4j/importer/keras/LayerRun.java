package io.github.sherl4j.importer.keras;

import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.Backbones;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a model of one layer on the numbers it feeds itself with. */
final class LayerRun {

  private LayerRun() {}

  static INDArray of(LayerModel model, Path folder) {
    Path file = model.write(folder.resolve("r" + System.nanoTime() + ".h5"));
    try (Backbone b = Backbones.open(file)) {
      Map<String, INDArray> feeds = new LinkedHashMap<>();
      b.checkInputs(model.feeds());
      model.feeds().forEach((name, x) -> feeds.put(b.variable(name).name(), x));
      String out = b.variable(b.outputs().get(0).name()).name();
      try (GraphRunner runner = Runners.forward(b.graph(), List.of(out))) {
        return runner.run(feeds).get(out).dup('c');
      }
    }
  }
}
