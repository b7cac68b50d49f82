package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.FunctionProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.SparseTensorProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TrainingInfoProto;

/**
 * Looks at every tensor and name of a model, also in attributes, sub-graphs, functions and training
 * information, before anything is built from it.
 */
final class ModelCheck {

  /** Far above real models; building the graph takes time in the square of it. */
  private static final int MAX_NODES = 50_000;

  private static final String AGAIN = "export the model again";

  private final String where;

  private ModelCheck(String where) {
    this.where = where;
  }

  /**
   * Throws if a tensor lies about its size or lies outside the file, or if names clash. The
   * initializers of the graph itself are checked while they are read.
   */
  static void check(ModelProto model, String where) {
    ModelCheck check = new ModelCheck(where);
    if (model.getGraph().getNodeCount() > MAX_NODES) {
      throw new BadInputException(
          model.getGraph().getNodeCount() + " nodes",
          "at most " + MAX_NODES,
          where,
          "export the model without unrolling its loops");
    }
    check.names(model.getGraph());
    check.nodes(model.getGraph().getNodeList());
    for (FunctionProto f : model.getFunctionsList()) {
      check.nodes(f.getNodeList());
    }
    for (TrainingInfoProto t : model.getTrainingInfoList()) {
      check.graph(t.getInitialization());
      check.graph(t.getAlgorithm());
    }
  }

  private void graph(GraphProto graph) {
    graph.getInitializerList().forEach(t -> TensorData.check(t, where));
    names(graph);
    nodes(graph.getNodeList());
  }

  private void names(GraphProto graph) {
    Set<String> initializers = new HashSet<>();
    for (TensorProto t : graph.getInitializerList()) {
      if (!initializers.add(t.getName())) {
        throw new CorruptFileException(
            "two initializers named " + t.getName(), "unique names", where, AGAIN);
      }
    }
    for (SparseTensorProto s : graph.getSparseInitializerList()) {
      sparse(s);
    }
    Set<String> inputs = new HashSet<>();
    graph.getInputList().forEach(i -> unique(inputs, i.getName()));
    Set<String> made = new HashSet<>(inputs);
    made.addAll(initializers);
    for (NodeProto n : graph.getNodeList()) {
      n.getOutputList().stream().filter(o -> !o.isEmpty()).forEach(o -> unique(made, o));
    }
  }

  private void unique(Set<String> names, String name) {
    if (!names.add(name)) {
      throw new CorruptFileException("two tensors named " + name, "unique names", where, AGAIN);
    }
  }

  private void nodes(List<NodeProto> nodes) {
    for (NodeProto n : nodes) {
      WindowCheck.check(n, where);
      for (AttributeProto a : n.getAttributeList()) {
        attribute(a);
      }
    }
  }

  private void attribute(AttributeProto a) {
    if (a.hasT()) {
      TensorData.check(a.getT(), where + ", attribute " + a.getName());
    }
    a.getTensorsList().forEach(t -> TensorData.check(t, where + ", attribute " + a.getName()));
    if (a.hasSparseTensor()) {
      sparse(a.getSparseTensor());
    }
    a.getSparseTensorsList().forEach(this::sparse);
    if (a.hasG()) {
      graph(a.getG());
    }
    a.getGraphsList().forEach(this::graph);
  }

  private void sparse(SparseTensorProto s) {
    TensorData.check(s.getValues(), where);
    TensorData.check(s.getIndices(), where);
    throw new BadInputException(
        "a sparse tensor " + s.getValues().getName(),
        "dense tensors",
        where,
        "convert sparse tensors to dense ones");
  }
}
