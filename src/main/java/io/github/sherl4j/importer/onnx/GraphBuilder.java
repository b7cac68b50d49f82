package io.github.sherl4j.importer.onnx;

import com.google.common.collect.Maps;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.RefusedException;
import io.github.sherl4j.SherlException;
import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.engine.StandIns;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.FusedPattern;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.OpNode;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.importer.UnsupportedOp;
import io.github.sherl4j.importer.onnx.fuse.Fusions;
import io.github.sherl4j.importer.shape.Dim;
import io.github.sherl4j.importer.shape.Elements;
import io.github.sherl4j.importer.shape.Shape;
import io.github.sherl4j.internal.Services;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One pass over the nodes of a checked model, in file order, that builds the backbone. */
final class GraphBuilder {

  private final OnnxModel model;
  private final boolean streamed;
  private final GraphProto proto;
  private final OpRegistry registry;
  private final String where;
  private final Map<String, List<Long>> shapes;
  private final SameDiff graph = SameDiff.create();
  private final VariableNames names = new VariableNames();
  private final Emitter emitter;
  private final Backbone.Builder backbone = Backbone.builder(graph);
  private final IndexInputs indices;
  private final Map<String, Operand> operands = new HashMap<>();
  private final List<OpNode> ops = new ArrayList<>();
  private final Set<String> opNames = new HashSet<>();
  private final List<String> weights = new ArrayList<>();
  private final Set<String> unmade = new HashSet<>();
  private final Fuser fuser;

  GraphBuilder(OnnxModel model, OpRegistry registry, ImportOptions options) {
    // The default holders keep a second native copy of every weight for other devices.
    graph.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), true);
    this.model = model;
    this.proto = model.proto().getGraph();
    this.registry = registry;
    this.where = model.where();
    this.shapes = options.shapes();
    this.streamed = options.streamed();
    this.indices = new IndexInputs(backbone);
    this.emitter = new Emitter(graph, names, where);
    this.fuser = new Fuser(proto, options.fuse() ? Fusions.all() : List.of(), emitter);
  }

  /** Builds everything but format and fingerprint; on failure no native memory is left behind. */
  Backbone.Builder build() {
    try {
      inputs();
      initializers();
      proto.getNodeList().forEach(this::node);
      outputs();
      return backbone.weights(weights).ops(ops);
    } catch (RuntimeException e) {
      free();
      throw e;
    } catch (OutOfMemoryError e) {
      free();
      throw new RefusedException(
          "a model that needs more memory than there is (" + e.getMessage() + ")",
          "a smaller one, or more memory",
          where,
          "give Java more memory: -Xmx, and -Dorg.bytedeco.javacpp.maxPhysicalBytes for arrays");
    }
  }

  private void inputs() {
    Set<String> initializers = new HashSet<>();
    proto.getInitializerList().forEach(t -> initializers.add(t.getName()));
    Map<String, InputType> types = new LinkedHashMap<>();
    for (ValueInfoProto in : proto.getInputList()) {
      if (!initializers.contains(in.getName())) {
        types.put(in.getName(), InputType.of(in, where));
      }
    }
    PinnedShapes pins =
        new PinnedShapes(Maps.transformValues(types, InputType::shape), shapes, where);
    backbone.pinned(pins.wanted());
    List<TensorInfo> infos = new ArrayList<>();
    types.forEach((name, type) -> infos.add(input(name, type.dtype(), pins.of(type.shape()))));
    if (infos.isEmpty()) {
      throw new BadInputException(
          "a model without inputs", "at least one input", where, "export a model that reads data");
    }
    backbone.inputs(infos);
  }

  private TensorInfo input(String name, DataType dtype, Shape shape) {
    SDVariable v = graph.placeHolder(names.input(name), dtype, shape.toLongs());
    emitter.bind(v, shape);
    Operand o = Operand.emitted(name, dtype, shape, v, false, Set.of());
    register(name, o);
    indices.input(name);
    backbone.dims(name, shape.dims().stream().map(Dim::toString).toList());
    return info(name, o);
  }

  private void initializers() {
    model.initializers().forEach(this::initializer);
  }

  private void initializer(TensorData data) {
    Shape shape = Shape.of(data.dims());
    String name = data.proto().getName();
    DataType dtype = data.type().dtype();
    if (!data.isFloat()) {
      operands.put(name, Operand.stored(name, dtype, shape, data, () -> elements(data)));
      return;
    }
    SDVariable v = graph.constant(names.tensor(name), weight(data, shape));
    emitter.bind(v, shape);
    Elements number = data.count() == 1 ? TensorReader.elements(data) : null;
    operands.put(name, Operand.weight(name, dtype, shape, v, number));
    backbone.variable(name, v.name());
    weights.add(name);
  }

  /** Streamed are matrices, kernels and tables; the rest of a model is small. */
  private INDArray weight(TensorData data, Shape shape) {
    boolean stays = streamed && data.count() > 1 && shape.rank() > 1;
    return stays
        ? StandIns.of(data.type().dtype(), shape.toLongs(), into -> TensorReader.fill(data, into))
        : TensorReader.weight(data);
  }

  private Elements elements(TensorData data) {
    emitter.budget(data.count());
    return TensorReader.elements(data);
  }

  private void node(NodeProto node) {
    if (Branches.isBranch(node)) {
      branch(node);
      return;
    }
    String place = where + ", node " + Nodes.name(node) + " (" + node.getOpType() + ")";
    List<Operand> read = new ArrayList<>();
    for (String name : node.getInputList()) {
      if (unmade.contains(name)) {
        throw new UnsupportedOpException(
            "tensor " + name + ", an optional output",
            "the first output of its node",
            place,
            "export the model in evaluation mode");
      }
      if (!name.isEmpty() && !operands.containsKey(name)) {
        throw new CorruptFileException(
            "tensor " + name + " before it is made",
            "nodes in topological order",
            place,
            "export the model again");
      }
      read.add(operands.get(name));
    }
    OpContext op =
        new OpContext(
            emitter,
            new OpAttributes(node, place),
            place,
            registry.version(node),
            read,
            node.getOutputList());
    List<Operand> results = mapped(node, op, place, read);
    indices.node(node, read);
    op.statistics().forEach(backbone::statistic);
    List<String> made = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      Operand result = results.get(i);
      if (result == null && !node.getOutput(i).isEmpty()) {
        unmade.add(node.getOutput(i));
      }
      if (result != null) {
        register(node.getOutput(i), result);
        boolean own = result.name().equals(node.getOutput(i));
        if (own && op.madeWeights().contains(result.name())) {
          weights.add(result.name());
        } else if (own && !result.isElements()) {
          made.add(node.getOutput(i));
        }
      }
    }
    if (!made.isEmpty()) {
      String name = opNames.add(Nodes.name(node)) ? Nodes.name(node) : node.getOutput(0);
      opNames.add(name);
      ops.add(
          new OpNode(
              name, node.getOpType(), op.readTensors(), List.copyOf(op.readWeights()), made));
    }
  }

  /** The nodes of the branch that a known condition takes, in place of the If. */
  private void branch(NodeProto node) {
    String place = where + ", node " + Nodes.name(node) + " (If)";
    GraphProto taken = Branches.taken(node, operands.get(node.getInput(0)), place);
    List<UnsupportedOp> unsupported = registry.unsupported(taken, place);
    if (!unsupported.isEmpty()) {
      throw OpRegistry.refuse(unsupported, place);
    }
    GraphProto renamed = Branches.renamed(taken, node, operands.keySet());
    renamed.getInitializerList().forEach(t -> initializer(TensorData.check(t, where)));
    renamed.getNodeList().forEach(this::node);
    for (int i = 0; i < node.getOutputCount(); i++) {
      String from = renamed.getOutput(i).getName();
      if (!from.equals(node.getOutput(i))) {
        node(Branches.identity(from, node.getOutput(i)));
      }
    }
  }

  private List<Operand> mapped(NodeProto node, OpContext op, String place, List<Operand> read) {
    try {
      boolean standard = registry.isStandard(node);
      Optional<FusedPattern> fused = standard ? fuser.fuse(node, op, read) : Optional.empty();
      if (fused.isPresent()) {
        backbone.fused(fused.get());
      } else {
        OpMapper mapper = registry.find(node).orElseThrow();
        Services.call(mapper, place, () -> mapper.map(op));
      }
      if (standard) {
        fuser.note(node, read, op.results());
      }
      return op.results();
    } catch (SherlException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new CorruptFileException(
          "a node that does not fit its operands: " + e.getMessage(),
          "operands of matching types and shapes",
          place,
          "export the model again",
          e);
    }
  }

  /** Every output gets a variable of its own, so that it can be computed and rewired. */
  private void outputs() {
    List<TensorInfo> infos = new ArrayList<>();
    for (ValueInfoProto out : proto.getOutputList()) {
      Operand o = operands.get(out.getName());
      if (o == null) {
        throw new CorruptFileException(
            "no tensor for output " + out.getName(),
            "an output that a node makes",
            where,
            "export the model again");
      }
      if (!o.name().equals(out.getName()) || isConstant(o)) {
        o = copy(out.getName(), o);
      }
      infos.add(info(out.getName(), o));
    }
    backbone.outputs(infos);
  }

  /** Whether it is known now and no weight: a weight stays what it is, also as an output. */
  private static boolean isConstant(Operand o) {
    return o.variable() == null || (o.variable().isConstant() && o.weights().isEmpty());
  }

  private Operand copy(String name, Operand from) {
    SDVariable v = graph.identity(emitter.variable(from));
    Operand own =
        emitter.emitted(name, from.dtype(), from.shape(), v, from.isFixed(), from.weights());
    operands.remove(name);
    register(name, own);
    List<String> reads = from.isFixed() ? List.of() : List.of(from.name());
    ops.add(
        new OpNode(
            "output " + name, "Identity", reads, List.copyOf(from.weights()), List.of(name)));
    return own;
  }

  private void register(String name, Operand operand) {
    operands.put(name, operand);
    if (operand.variable() != null) {
      backbone.variable(name, operand.variable().name());
      backbone.tensor(info(name, operand));
    }
  }

  private static TensorInfo info(String name, Operand o) {
    return new TensorInfo(name, o.dtype(), Arrays.stream(o.shape().toLongs()).boxed().toList());
  }

  private void free() {
    for (SDVariable v : graph.variables()) {
      INDArray array = v.isConstant() ? v.getArr() : null;
      if (array != null && array.closeable() && !array.wasClosed()) {
        array.close();
      }
    }
  }
}
