package io.github.sherl4j.importer.layers;

import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.RefusedException;
import io.github.sherl4j.SherlException;
import io.github.sherl4j.engine.SafeShapes;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.importer.OpNode;
import io.github.sherl4j.importer.TensorInfo;
import io.github.sherl4j.internal.Services;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One pass over the calls of a model that builds the backbone. */
final class GraphBuilder {

  private static final long MAX_ELEMENTS = Integer.MAX_VALUE;

  private final String format;
  private final WeightSource source;
  private final LayerGraph model;
  private final LayerRegistry registry;
  private final Fingerprint fingerprint;
  private final ImportOptions options;
  private final SameDiff graph = SameDiff.create();
  private final VariableNames names;
  private final Backbone.Builder backbone = Backbone.builder(graph);
  private final Set<String> bound = new HashSet<>();
  private final List<OpNode> ops = new ArrayList<>();
  private final Set<String> opNames = new HashSet<>();
  private final List<String> weights = new ArrayList<>();
  private final Map<String, LayerWeights> layerWeights = new HashMap<>();
  private final Map<String, SDVariable> shapes = new HashMap<>();
  private final Map<String, String> inputNames = new HashMap<>();
  private final DataType dtype;

  GraphBuilder(
      String format,
      WeightSource source,
      LayerGraph model,
      LayerRegistry registry,
      ImportOptions options) {
    graph.setArrayHolders(new SingleThreadArrayHolder(), new SingleThreadArrayHolder(), true);
    this.format = format;
    this.names = new VariableNames(format);
    this.fingerprint = new Fingerprint(format);
    this.source = source;
    this.options = options;
    this.model = model;
    this.registry = registry;
    boolean doubles = model.plain().anyMatch(l -> l.config().text("dtype", "").equals("float64"));
    this.dtype = doubles ? DataType.DOUBLE : DataType.FLOAT;
  }

  SameDiff graph() {
    return graph;
  }

  DataType dtype() {
    return dtype;
  }

  LayerMapper mapper(String type) {
    return registry.find(type).orElseThrow();
  }

  /** Builds everything but the format; on failure no native memory is left behind. */
  Backbone.Builder build() {
    try {
      List<TensorInfo> infos = new ArrayList<>();
      List<LayerTensor> inputs = new ArrayList<>();
      Pins.check(model, options, source.where());
      for (TensorRef ref : model.inputs()) {
        inputs.add(input(ref, infos));
      }
      backbone.inputs(infos).channelsLast(channelsLast());
      List<LayerTensor> outputs = run(model, inputs, "");
      backbone.outputs(outputs.stream().map(this::output).toList());
      fingerprint.names(infos, outputs);
      return backbone
          .format(format)
          .pinned(options.shapes())
          .weights(weights)
          .ops(ops)
          .fingerprint(fingerprint.hex());
    } catch (RuntimeException e) {
      free();
      throw e;
    } catch (OutOfMemoryError e) {
      free();
      throw new RefusedException(
          "a model that needs more memory than there is (" + e.getMessage() + ")",
          "a smaller one, or more memory",
          source.where(),
          "give Java more memory: -Xmx, and -Dorg.bytedeco.javacpp.maxPhysicalBytes for arrays");
    }
  }

  private boolean channelsLast() {
    return model
        .plain()
        .noneMatch(l -> l.config().text("data_format", "").equals("channels_first"));
  }

  private LayerTensor input(TensorRef ref, List<TensorInfo> infos) {
    LayerSpec layer =
        model.layers().stream()
            .filter(l -> l.name().equals(ref.layer()))
            .findFirst()
            .orElseThrow(() -> missing(ref));
    List<Long> shape = Pins.of(layer, options);
    String name = layer.name();
    DataType type = inputType(layer);
    SDVariable v =
        graph.placeHolder(
            names.input(name), type, shape.stream().mapToLong(Long::longValue).toArray());
    bound.add(v.name());
    inputNames.put(v.name(), name);
    backbone.variable(name, v.name());
    TensorInfo info = new TensorInfo(name, type, shape);
    backbone.tensor(info);
    infos.add(info);
    List<String> dims = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      dims.add(shape.get(i) >= 0 ? shape.get(i).toString() : i == 0 ? "batch" : name + "_" + i);
    }
    backbone.dims(name, dims);
    return new LayerTensor(name, v, shape, Optional.empty());
  }

  /** Keras calls ids float32 as well; what only looks rows up is whole numbers here. */
  private DataType inputType(LayerSpec layer) {
    String word = layer.config().text("dtype", "float32");
    List<LayerCall> readers =
        model.calls().stream()
            .filter(c -> c.inputs().stream().anyMatch(r -> r.layer().equals(layer.name())))
            .toList();
    boolean ids =
        !readers.isEmpty() && readers.stream().allMatch(c -> c.layer().type().equals("Embedding"));
    if (word.equals("int64")) {
      return DataType.INT64;
    }
    return ids || word.equals("int32") ? DataType.INT32 : dtype;
  }

  /** Runs a model on tensors; models inside are run in place. */
  private List<LayerTensor> run(LayerGraph of, List<LayerTensor> inputs, String suffix) {
    Map<TensorRef, LayerTensor> made = new HashMap<>();
    if (inputs.size() != of.inputs().size()) {
      throw new CorruptFileException(
          inputs.size() + " inputs of a model",
          of.inputs().size() + " inputs",
          source.where(),
          "save the model again");
    }
    for (int i = 0; i < inputs.size(); i++) {
      made.put(of.inputs().get(i), inputs.get(i));
    }
    for (LayerCall call : of.calls()) {
      List<LayerTensor> read = call.inputs().stream().map(r -> get(made, r)).toList();
      Map<String, LayerTensor> keywords = new LinkedHashMap<>();
      call.keywords().forEach((k, r) -> keywords.put(k, get(made, r)));
      String own = suffix + (call.number() == 0 ? "" : "/call_" + call.number());
      List<LayerTensor> results =
          call.layer().model().isPresent()
              ? run(call.layer().model().get(), read, own)
              : apply(call, read, keywords, own);
      for (int i = 0; i < results.size(); i++) {
        made.put(new TensorRef(call.layer().name(), call.number(), i), results.get(i));
      }
    }
    return of.outputs().stream().map(r -> get(made, r)).toList();
  }

  private LayerTensor get(Map<TensorRef, LayerTensor> made, TensorRef ref) {
    LayerTensor t = made.get(ref);
    if (t == null) {
      throw missing(ref);
    }
    return t;
  }

  private CorruptFileException missing(TensorRef ref) {
    return new CorruptFileException(
        "no result " + ref.output() + " of call " + ref.call() + " of layer " + ref.layer(),
        "results that a layer gives",
        source.where(),
        "save the model again");
  }

  private List<LayerTensor> apply(
      LayerCall call, List<LayerTensor> read, Map<String, LayerTensor> keywords, String suffix) {
    LayerSpec layer = call.layer();
    LayerMapper mapper = registry.find(layer.type()).orElseThrow();
    LayerWeights own =
        layerWeights.computeIfAbsent(
            layer.fullName(),
            n ->
                new LayerWeights(
                    layer, source.weights(layer, mapper.parts(layer.type(), layer.config()))));
    LayerContext context =
        new LayerContext(this, call, own, layer.fullName() + suffix, read, keywords);
    fingerprint.call(call, layer.fullName() + suffix, read, keywords);
    try {
      Services.call(mapper, layer.config().where(), () -> mapper.map(context));
      return context.finish();
    } catch (SherlException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new CorruptFileException(
          "a layer that does not fit its inputs: " + e.getMessage(),
          "inputs and weights of matching shapes",
          layer.config().where(),
          "save the model again",
          e);
    }
  }

  /** Adds a weight as a constant. */
  SDVariable weight(String name, StoredWeight stored, boolean statistic) {
    INDArray array = stored.read().apply(dtype);
    fingerprint.weight(name, array);
    SDVariable v = graph.constant(names.tensor(name), array);
    bound.add(v.name());
    backbone.variable(name, v.name());
    weights.add(name);
    if (statistic) {
      backbone.statistic(name);
    }
    return v;
  }

  /** Names a result after its layer. */
  LayerTensor named(
      String name, SDVariable y, List<Long> shape, Optional<SDVariable> mask, LayerConfig config) {
    long size = 1;
    for (long d : shape) {
      size = d == 0 || d < -1 || size > MAX_ELEMENTS ? -1 : size * Math.abs(d);
      if (size < 0 || size > MAX_ELEMENTS) {
        throw config.corrupt("a result of shape " + shape, "sizes from 1 that memory can hold");
      }
    }
    SDVariable own = bound.contains(y.name()) ? graph.identity(y) : y;
    own.rename(names.tensor(name));
    bound.add(own.name());
    backbone.variable(name, own.name());
    backbone.tensor(new TensorInfo(name, own.dataType(), shape));
    return new LayerTensor(name, own, shape, mask);
  }

  /** Records an operator for discovery. */
  void step(String type, List<String> reads, List<String> ownWeights, List<LayerTensor> made) {
    String name = made.get(0).name();
    ops.add(
        new OpNode(
            opNames.add(name) ? name : name + "#" + ops.size(),
            type,
            reads,
            ownWeights,
            made.stream().map(LayerTensor::name).toList()));
  }

  /** Records that an input holds ids. */
  void ids(LayerTensor tensor, long rows) {
    String input = inputNames.get(tensor.variable().name());
    if (input != null) {
      backbone.indexLimit(input, rows);
    }
  }

  private TensorInfo output(LayerTensor t) {
    return new TensorInfo(t.name(), t.variable().dataType(), t.shape());
  }

  SDVariable reshape(SDVariable x, List<Long> shape, LayerTensor like) {
    if (shape.stream().filter(d -> d < 0).count() <= 1) {
      return graph.reshape(x, shape.stream().mapToLong(Long::longValue).toArray());
    }
    SDVariable from =
        shapes.computeIfAbsent(like.variable().name(), n -> graph.shape(like.variable()));
    SDVariable[] sizes = new SDVariable[shape.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] =
          shape.get(i) >= 0
              ? graph.constant(Nd4j.createFromArray(shape.get(i).longValue()).reshape(1))
              : SafeShapes.slice(graph, from, 1, 0, i, i + 1L, 1);
    }
    return graph.reshape(x, graph.concat(0, sizes));
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
