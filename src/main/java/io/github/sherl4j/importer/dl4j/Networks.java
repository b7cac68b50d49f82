package io.github.sherl4j.importer.dl4j;

import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.UnsupportedOp;
import io.github.sherl4j.importer.layers.LayerGraph;
import io.github.sherl4j.importer.layers.LayerModels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** From a configuration's text and its parameters to a backbone: the one way for all networks. */
final class Networks {

  static final String FORMAT = "dl4j";

  private Networks() {}

  /** Builds the graph; the parameters are opened only if every layer is mapped. */
  static Backbone open(
      String configuration, Supplier<Parameters> source, String where, ImportOptions options) {
    Network network = NetworkReader.read(configuration, where);
    Translator translator = new Translator(network);
    LayerGraph graph = translator.graph(options);
    refuse(translator.problems(), where);
    try (Parameters parameters = source.get()) {
      return LayerModels.open(FORMAT, translator.weights().over(parameters, where), graph, options);
    }
  }

  /** The layers of a network that nothing maps. */
  static List<UnsupportedOp> unsupported(
      String configuration, String where, ImportOptions options) {
    Translator translator = new Translator(NetworkReader.read(configuration, where));
    LayerGraph graph = translator.graph(options);
    Map<String, UnsupportedOp> found = new LinkedHashMap<>();
    for (Problem p : translator.problems()) {
      found.merge(
          p.node().type() + p.remedy(),
          new UnsupportedOp(p.node().type(), 1, p.node().name(), p.remedy()),
          (a, b) -> new UnsupportedOp(a.op(), a.count() + 1, a.firstNode(), a.remedy()));
    }
    List<UnsupportedOp> all = new ArrayList<>(found.values());
    all.addAll(LayerModels.unsupported(graph));
    return all;
  }

  private static void refuse(List<Problem> problems, String where) {
    if (problems.isEmpty()) {
      return;
    }
    throw new UnsupportedOpException(
        problems.stream()
            .map(
                p ->
                    "layer "
                        + p.node().name()
                        + " ("
                        + p.node().type()
                        + ", position "
                        + p.node().position()
                        + ")")
            .collect(Collectors.joining(", ")),
        "layers that are mapped",
        where,
        problems.stream()
            .map(p -> p.node().type() + ": " + p.remedy())
            .distinct()
            .collect(Collectors.joining("; ")));
  }
}
