package io.github.sherl4j.importer.samediff;

import com.google.common.primitives.Longs;
import io.github.sherl4j.BadInputException;
import io.github.sherl4j.RefusedException;
import io.github.sherl4j.UnsupportedOpException;
import io.github.sherl4j.engine.GraphCopy;
import io.github.sherl4j.engine.GraphOp;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.OpNode;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.importer.UnsupportedOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.shape.Gather;

/** Makes a backbone of a graph that holds nothing but what the outputs need. */
final class GraphReader {

  private static final String PREFIX = "samediff.";
  private static final Set<DataType> FLOATS = Set.of(DataType.FLOAT, DataType.DOUBLE);

  /** Operators through which an input's numbers pass as they are. */
  private static final Set<String> KEEPS_ELEMENTS =
      Set.of("identity", "cast", "reshape", "expand_dims", "squeeze");

  private final SameDiff source;
  private final SameDiff graph;
  private final List<String> outputs;
  private final Backbone.Builder backbone;
  private final List<SDVariable> inputs;
  private final Set<String> live = new HashSet<>();
  private final Map<String, Set<String>> weightsUnder = new HashMap<>();
  private final Map<String, String> origin = new HashMap<>();

  private GraphReader(SameDiff source, List<String> outputs, boolean share) {
    this.source = source;
    this.outputs = outputs;
    this.graph = GraphCopy.of(source, outputs, n -> PREFIX + n, share);
    this.backbone = Backbone.builder(graph);
    this.inputs =
        source.inputs().stream().filter(graph::hasVariable).map(source::getVariable).toList();
  }

  /**
   * Builds it.
   *
   * @param source holds only what the outputs need; neither changed nor kept
   * @param where names it in messages
   * @param share whether its arrays become the backbone's
   */
  static Backbone read(SameDiff source, List<String> outputs, String where, boolean share) {
    refuse(source, where);
    GraphReader reader = new GraphReader(source, outputs, share);
    try {
      return reader.build();
    } catch (RuntimeException e) {
      reader.free();
      throw e;
    } catch (OutOfMemoryError e) {
      reader.free();
      throw new RefusedException(
          "a model that needs more memory than there is (" + e.getMessage() + ")",
          "a smaller one, or more memory",
          where,
          "give Java more memory: -Xmx, and -Dorg.bytedeco.javacpp.maxPhysicalBytes for arrays");
    }
  }

  private static void refuse(SameDiff source, String where) {
    List<UnsupportedOp> all = OpRules.unsupported(source);
    if (!all.isEmpty()) {
      throw new UnsupportedOpException(
          all.stream()
              .map(u -> u.op() + " x" + u.count() + " (first: " + u.firstNode() + ")")
              .collect(Collectors.joining(", ")),
          "operators that a backbone may have",
          where,
          all.stream().map(u -> u.op() + ": " + u.remedy()).collect(Collectors.joining("; ")));
    }
    for (SDVariable v : source.variables()) {
      boolean missing = v.isPlaceHolder() && v.placeholderShape() == null;
      if (missing) {
        throw new BadInputException(
            "a placeholder without a shape",
            "one size a dimension, -1 where it is open",
            v.name(),
            "make it with sd.placeHolder(name, type, -1, 128)");
      }
      if (v.dataType().isFPType() && !FLOATS.contains(v.dataType())) {
        throw new UnsupportedOpException(
            "the " + v.dataType() + " variable " + v.name(),
            "FLOAT or DOUBLE",
            where,
            "build the graph with FLOAT");
      }
    }
  }

  private Backbone build() {
    Rewrites.withoutSizes(graph);
    Map<String, long[]> sizes = new HashMap<>();
    Probes.shapes(graph, inputs.stream().map(v -> graph.getVariable(v.name())).toList())
        .forEach((name, shape) -> sizes.put(name, shape));
    List<TensorInfo> infos = new ArrayList<>();
    inputs.forEach(in -> infos.add(input(in, sizes)));
    OpFingerprint fingerprint = new OpFingerprint();
    fingerprint.names(inputs.stream().map(SDVariable::name).toList(), outputs);
    List<String> weights = leaves(fingerprint);
    List<GraphOp> ops = GraphOp.of(source);
    fingerprint.ops(ops);
    List<OpNode> nodes = new ArrayList<>();
    for (GraphOp op : ops) {
      if (op.inputs().stream().anyMatch(live::contains)) {
        nodes.add(node(op, sizes));
      } else {
        Set<String> under = weightsUnder(op);
        op.outputs().forEach(o -> weightsUnder.put(o, under));
      }
    }
    ops.forEach(this::note);
    List<TensorInfo> results = outputs.stream().map(o -> info(o, sizes)).toList();
    Rewrites.withSizes(graph, sizes);
    return backbone
        .format("samediff")
        .fingerprint(fingerprint.hex())
        .inputs(infos)
        .outputs(results)
        .weights(weights)
        .ops(nodes)
        .channelsLast(ops.stream().anyMatch(GraphReader::channelsLast))
        .build();
  }

  private TensorInfo input(SDVariable in, Map<String, long[]> sizes) {
    String name = in.name();
    long[] shape = in.placeholderShape();
    sizes.put(name, shape);
    live.add(name);
    origin.put(name, name);
    List<String> dims = new ArrayList<>();
    for (int i = 0; i < shape.length; i++) {
      dims.add(shape[i] >= 0 ? Long.toString(shape[i]) : i == 0 ? "batch" : name + "_" + i);
    }
    backbone.dims(name, dims);
    backbone.variable(name, name);
    TensorInfo info = new TensorInfo(name, in.dataType(), Longs.asList(shape));
    backbone.tensor(info);
    return info;
  }

  /** Hashes all constants; the float ones that are no single number are weights. */
  private List<String> leaves(OpFingerprint fingerprint) {
    List<String> weights = new ArrayList<>();
    for (SDVariable v : source.variables()) {
      INDArray array = v.isConstant() ? graph.getVariable(PREFIX + v.name()).getArr() : null;
      if (array == null) {
        continue;
      }
      fingerprint.leaf(v.name(), array);
      if (v.dataType().isFPType() && array.rank() > 0) {
        weights.add(v.name());
        weightsUnder.put(v.name(), Set.of(v.name()));
        backbone.variable(v.name(), PREFIX + v.name());
      }
    }
    return weights;
  }

  private Set<String> weightsUnder(GraphOp op) {
    Set<String> under = new LinkedHashSet<>();
    op.inputs().forEach(i -> under.addAll(weightsUnder.getOrDefault(i, Set.of())));
    return under;
  }

  private OpNode node(GraphOp op, Map<String, long[]> sizes) {
    for (String out : op.outputs()) {
      live.add(out);
      backbone.variable(out, PREFIX + out);
      backbone.tensor(info(out, sizes));
    }
    List<String> reads = op.inputs().stream().filter(live::contains).distinct().toList();
    return new OpNode(
        op.name(), Words.of(op.type()), reads, List.copyOf(weightsUnder(op)), op.outputs());
  }

  private TensorInfo info(String name, Map<String, long[]> sizes) {
    return new TensorInfo(
        name, source.getVariable(name).dataType(), Longs.asList(sizes.get(PREFIX + name)));
  }

  /** Statistics of norms, and inputs that are indices. */
  private void note(GraphOp op) {
    String name = op.type();
    List<String> reads = op.inputs();
    if (name.equals("batchnorm")) {
      reads.subList(1, 3).stream()
          .flatMap(r -> weightsUnder.getOrDefault(r, Set.of()).stream())
          .forEach(backbone::statistic);
    }
    if (KEEPS_ELEMENTS.contains(name) && origin.containsKey(reads.get(0))) {
      origin.put(op.outputs().get(0), origin.get(reads.get(0)));
    }
    if (op.function() instanceof Gather gather && origin.containsKey(reads.get(1))) {
      int axis = gather.numIArguments() == 0 ? 0 : Math.toIntExact(gather.getIArgument(0));
      long[] table = graph.getVariable(PREFIX + reads.get(0)).getShape();
      if (table != null && axis >= 0 && axis < table.length && table[axis] > 0) {
        backbone.indexLimit(origin.get(reads.get(1)), table[axis]);
      }
    }
  }

  private static boolean channelsLast(GraphOp op) {
    return op.type().endsWith("conv2d")
        && op.function() instanceof DynamicCustomOp conv
        && conv.numIArguments() > 9
        && conv.getIArgument(9) == 1;
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
