package io.github.sherl4j.train.features;

import io.github.sherl4j.engine.run.GraphRunner;
import io.github.sherl4j.engine.run.Runners;
import io.github.sherl4j.transform.Split;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The early part in SameDiff: the model's own graph, run as far as the tensors need. */
final class GraphEngine implements EarlyEngine {

  static final String NAME = "samediff";

  private final Map<String, String> variables = new LinkedHashMap<>();
  private final GraphRunner runner;

  GraphEngine(Split split, Collection<String> tensors) {
    tensors.forEach(t -> variables.put(t, split.tensors().get(t)));
    runner = Runners.forward(split.whole().graph(), variables.values());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, INDArray> run(Map<String, INDArray> feeds) {
    Map<String, INDArray> results = runner.run(feeds);
    Map<String, INDArray> values = new LinkedHashMap<>();
    variables.forEach((tensor, variable) -> values.put(tensor, results.get(variable)));
    return values;
  }

  @Override
  public boolean readsModel() {
    return true;
  }

  @Override
  public void close() {
    runner.close();
  }
}
