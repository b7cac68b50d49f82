package io.github.sherl4j.method.sherl;

import io.github.sherl4j.engine.SwitchableNorm;
import io.github.sherl4j.format.NpyArray;
import io.github.sherl4j.plan.StartValues;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph whose parameters and buffers are those of a golden file. */
final class GoldenGraph implements AdapterGraph {

  private final SameDiff graph = SameDiff.create();
  private final Map<String, NpyArray> golden;
  private final String variant;
  private final Map<String, String> gradients = new LinkedHashMap<>();
  private final Map<String, String> statistics = new LinkedHashMap<>();

  GoldenGraph(Map<String, NpyArray> golden, String variant) {
    this.golden = golden;
    this.variant = variant;
  }

  /** Official name of what got a gradient → our variable. */
  Map<String, String> gradients() {
    return gradients;
  }

  /** Official name of a buffer → the batch's own value. */
  Map<String, String> statistics() {
    return statistics;
  }

  /** A variable that holds an array of the file. */
  SDVariable input(String name) {
    gradients.put(name, name);
    return graph.var(name, golden.get(name).toNd4j());
  }

  @Override
  public SameDiff graph() {
    return graph;
  }

  @Override
  public DataType dtype() {
    return golden.get("input.tap.0").dtype();
  }

  @Override
  public InitialValues initial() {
    return InitialValues.TORCH;
  }

  @Override
  public SDVariable parameter(String name, StartValues start, long... shape) {
    String official = "param." + GoldenNames.official(variant, name);
    gradients.put(official, name);
    return graph.var(name, golden.get(official).toNd4j().reshape('c', shape));
  }

  @Override
  public SDVariable batchNorm(String name, SDVariable rows, long width, double eps) {
    String official = GoldenNames.official(variant, name);
    SwitchableNorm norm =
        SwitchableNorm.of(
            rows,
            parameter(name + ".weight", StartValues.constant(1), width),
            parameter(name + ".bias", StartValues.constant(0), width),
            buffer(name + ".mean", official + ".running_mean"),
            buffer(name + ".variance", official + ".running_var"),
            eps);
    statistics.put(official + ".running_mean", norm.mean().name());
    statistics.put(official + ".running_var", norm.variance().name());
    return norm.rows();
  }

  private SDVariable buffer(String name, String official) {
    INDArray value = golden.get("buffer." + official).toNd4j();
    return graph.constant(name, value);
  }
}
