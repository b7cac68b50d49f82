package io.github.sherl4j.importer.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.Longs;
import io.github.sherl4j.importer.Backbone;
import io.github.sherl4j.importer.FusedPattern;
import io.github.sherl4j.importer.ImportOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A model of a few nodes that is opened fused and unfused: both must agree. */
final class PatternModel {

  private final List<ValueInfoProto> inputs = new ArrayList<>();
  private final List<TensorProto> constants = new ArrayList<>();
  private final List<NodeProto> nodes = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final Map<String, INDArray> feed = new LinkedHashMap<>();
  private int opset = 17;

  /** The sum of an input between −3 and 3, whose first axis is dynamic, and a weight of zeros. */
  String input(String name, int... dims) {
    Object[] declared = Arrays.stream(dims).boxed().toArray();
    declared[0] = "batch";
    inputs.add(Models.input(name, ElementType.FLOAT, declared));
    long[] shape = Arrays.stream(dims).asLongStream().toArray();
    feed.put(name, Nd4j.rand(shape).muli(6).subi(3));
    shape[0] = 1;
    int size = Arrays.stream(dims).skip(1).reduce(1, (a, b) -> a * b);
    constants.add(Models.floats("w." + name, Longs.asList(shape), new float[size]));
    return add("Add", name, "w." + name);
  }

  PatternModel feed(String name, INDArray value) {
    feed.put(name, value);
    return this;
  }

  PatternModel opset(int version) {
    opset = version;
    return this;
  }

  String number(double value) {
    return constant(List.of(), (float) value);
  }

  String constant(List<Long> dims, float... values) {
    constants.add(Models.floats("c" + constants.size(), dims, values));
    return "c" + (constants.size() - 1);
  }

  String longs(long... values) {
    constants.add(Models.longs("c" + constants.size(), List.of((long) values.length), values));
    return "c" + (constants.size() - 1);
  }

  String add(String type, String... operands) {
    return node(type, List.of(operands));
  }

  String node(String type, List<String> operands, AttributeProto... attributes) {
    String name = type + nodes.size();
    nodes.add(Models.node(type, operands, name, attributes));
    return name;
  }

  String mean(String x, long... axes) {
    return node("ReduceMean", List.of(x), integers("axes", axes));
  }

  static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder a =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    Arrays.stream(values).forEach(a::addInts);
    return a.build();
  }

  PatternModel output(String name) {
    outputs.add(name);
    return this;
  }

  Backbone open(boolean fuse) {
    ModelProto model =
        Models.model(inputs, constants, nodes, outputs.toArray(new String[0])).toBuilder()
            .setOpsetImport(0, OperatorSetIdProto.newBuilder().setVersion(opset))
            .build();
    return OnnxImporter.open(model.toByteArray(), "test", ImportOptions.DEFAULT.fuse(fuse));
  }

  /** Checks which patterns are fused, and that results and gradients are the unfused ones. */
  void fuses(String... patterns) {
    try (Backbone fused = open(true);
        Backbone unfused = open(false)) {
      assertEquals(List.of(), unfused.fusions());
      assertEquals(List.of(patterns), fused.fusions().stream().map(FusedPattern::pattern).toList());
      assertEquals(unfused.fingerprint(), fused.fingerprint());
      assertEquals(unfused.ops(), fused.ops());
      assertEquals(unfused.outputs(), fused.outputs());
      Map<String, INDArray> a = Fixture.run(fused, feed, outputs);
      Map<String, INDArray> b = Fixture.run(unfused, feed, outputs);
      outputs.forEach(o -> close(o, a.get(o), b.get(o)));
      List<String> names = List.copyOf(feed.keySet());
      Map<String, INDArray> ga = gradients(fused, names);
      Map<String, INDArray> gb = gradients(unfused, names);
      names.forEach(n -> close("gradient of " + n, ga.get(n), gb.get(n)));
    }
  }

  private Map<String, INDArray> gradients(Backbone b, List<String> names) {
    SameDiff sd = b.graph();
    List<SDVariable> weights = names.stream().map(n -> b.variable("w." + n)).toList();
    sd.convertToVariables(weights);
    // Sums of squares: a plain sum of a layer norm has no gradient.
    sd.sum("test.loss", b.variable(outputs.get(0)).mul(b.variable(outputs.get(0))).mul(0.1));
    sd.setLossVariables("test.loss");
    Map<String, INDArray> placeholders = new LinkedHashMap<>();
    feed.forEach((k, v) -> placeholders.put(b.variable(k).name(), v));
    Map<String, INDArray> found =
        sd.calculateGradients(placeholders, weights.stream().map(SDVariable::name).toList());
    Map<String, INDArray> named = new LinkedHashMap<>();
    names.forEach(n -> named.put(n, found.get(b.variable("w." + n).name())));
    return named;
  }

  static void close(String what, INDArray fused, INDArray unfused) {
    double[] want = Fixture.values(unfused);
    double largest = Arrays.stream(want).map(Math::abs).max().orElse(0);
    double d = Fixture.difference(what, Fixture.values(fused), want);
    assertTrue(d <= 1e-5 * Math.max(1, largest), what + " differs by " + d);
  }
}
