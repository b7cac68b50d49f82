package io.github.sherl4j.importer.layers;

import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.importer.UnsupportedOp;
import io.github.sherl4j.internal.Names;
import io.github.sherl4j.internal.Origins;
import io.github.sherl4j.internal.Services;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the mapper of a layer, and lists all layers that have none. */
final class LayerRegistry {

  /** A layer that cannot be mapped. */
  private record Problem(LayerSpec layer, String remedy) {}

  private final List<LayerMapper> mappers;
  private final String complaint;

  LayerRegistry() {
    Services.Found<LayerMapper> found = Services.find(LayerMapper.class, LayerMapper::types);
    this.complaint = found.complaint();
    this.mappers =
        found.services().stream().sorted((a, b) -> Boolean.compare(isOwn(a), isOwn(b))).toList();
  }

  private static boolean isOwn(LayerMapper mapper) {
    return Origins.isOwn(mapper.getClass());
  }

  Optional<LayerMapper> find(String type) {
    return mappers.stream().filter(m -> m.types().contains(type)).findFirst();
  }

  /** Every type of a model without a mapper, or with settings that its mapper objects to. */
  List<UnsupportedOp> unsupported(LayerGraph graph) {
    Map<String, UnsupportedOp> found = new LinkedHashMap<>();
    for (Problem p : problems(graph)) {
      found.merge(
          p.layer().type() + p.remedy(),
          new UnsupportedOp(p.layer().type(), 1, p.layer().fullName(), p.remedy()),
          (a, b) -> new UnsupportedOp(a.op(), a.count() + 1, a.firstNode(), a.remedy()));
    }
    return List.copyOf(found.values());
  }

  /** One exception for all layers that cannot be mapped. */
  void refuse(LayerGraph graph, String where) {
    List<Problem> all = problems(graph);
    if (!all.isEmpty()) {
      Set<String> remedies =
          all.stream()
              .map(p -> p.layer().type() + ": " + p.remedy())
              .collect(Collectors.toCollection(LinkedHashSet::new));
      throw new UnsupportedOpException(
          all.stream()
              .map(
                  p ->
                      "layer "
                          + p.layer().fullName()
                          + " ("
                          + p.layer().type()
                          + ", position "
                          + p.layer().position()
                          + ")")
              .collect(Collectors.joining(", ")),
          "layers that are mapped",
          where,
          String.join("; ", remedies));
    }
  }

  /** What is wrong with a layer and what to do; empty if nothing is. */
  Optional<String> objection(String type, LayerConfig config) {
    Optional<LayerMapper> mapper = find(type);
    return mapper.isPresent() ? mapper.get().objection(type, config) : Optional.of(remedy(type));
  }

  private List<Problem> problems(LayerGraph graph) {
    List<Problem> problems = new ArrayList<>();
    graph
        .plain()
        .filter(l -> !l.type().equals(LayerSpec.INPUT))
        .forEach(
            layer -> {
              Optional<String> text = objection(layer.type(), layer.config());
              text.ifPresent(t -> problems.add(new Problem(layer, t)));
            });
    return problems;
  }

  private String remedy(String type) {
    if (type.equals("Lambda")) {
      return "a Lambda is Python code and never run; export the model to ONNX instead (python -m"
          + " tf2onnx.convert --keras model.h5 --output model.onnx), replace it with a layer, or put"
          + " a LayerMapper for it on the class path"
          + complaint;
    }
    Set<String> known = new TreeSet<>();
    mappers.forEach(m -> known.addAll(m.types()));
    return "export the model to ONNX instead (python -m tf2onnx.convert --keras model.h5 --output"
        + " model.onnx), replace it with a standard layer, or put a LayerMapper for it on the class"
        + " path; "
        + Names.didYouMean(type, known)
        + complaint;
  }
}
