package io.github.sherl4j.importer.layers.family;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sherl4j.engine.SafeMatmul;
import io.github.sherl4j.engine.SafeOps;
import io.github.sherl4j.importer.layers.Activation;
import io.github.sherl4j.importer.layers.LayerConfig;
import io.github.sherl4j.importer.layers.LayerContext;
import io.github.sherl4j.importer.layers.LayerSpec;
import io.github.sherl4j.importer.layers.LayerTable;
import io.github.sherl4j.importer.layers.LayerTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Arithmetic on tensors that Keras 3 saves like layers, with numbers among the arguments. */
public final class Operations extends LayerTable {

  private static final Map<String, String> ACTIVATIONS =
      Map.ofEntries(
          Map.entry("Relu", "relu"),
          Map.entry("Relu6", "relu6"),
          Map.entry("Sigmoid", "sigmoid"),
          Map.entry("Tanh", "tanh"),
          Map.entry("Silu", "silu"),
          Map.entry("Softplus", "softplus"),
          Map.entry("Softsign", "softsign"),
          Map.entry("Elu", "elu"),
          Map.entry("Selu", "selu"),
          Map.entry("HardSigmoid", "hard_sigmoid"),
          Map.entry("HardSilu", "hard_silu"),
          Map.entry("Exp", "exponential"));

  /** For {@link java.util.ServiceLoader}. */
  public Operations() {
    two("Add", SDVariable::add);
    two("Subtract", SDVariable::sub);
    two("Multiply", SDVariable::mul);
    two("Divide", SDVariable::div);
    two("TrueDivide", SDVariable::div);
    op("Maximum", l -> extremum(l, true));
    op("Minimum", l -> extremum(l, false));
    op("Power", Operations::power);
    op("Matmul", Operations::matmul);
    one("Negative", (sd, x) -> x.neg());
    one("Square", (sd, x) -> x.mul(x));
    one("Sqrt", (sd, x) -> sd.math.sqrt(x));
    one("Rsqrt", (sd, x) -> sd.math.rsqrt(x));
    one("Log", (sd, x) -> sd.math.log(x));
    one("Absolute", (sd, x) -> sd.math.abs(x));
    one("Abs", (sd, x) -> sd.math.abs(x));
    one("Sin", (sd, x) -> sd.math.sin(x));
    one("Cos", (sd, x) -> sd.math.cos(x));
    one("Erf", (sd, x) -> sd.math.erf(x));
    op("Gelu", Operations::gelu);
    op("Softmax", Operations::softmax);
    ACTIVATIONS.forEach(
        (type, name) ->
            op(
                type,
                l -> {
                  LayerTensor x = l.input();
                  LayerConfig named = Arguments.settings(l, Map.of("activation", name));
                  Activation act = Activation.of(named, "activation", "linear");
                  l.result(act.apply(l.graph(), x.variable(), x.rank()), x.shape());
                }));
  }

  private void op(String type, Consumer<LayerContext> emit) {
    entry(LayerSpec.OPERATION + type, emit);
  }

  private void one(String type, BiFunction<SameDiff, SDVariable, SDVariable> f) {
    op(type, l -> l.result(f.apply(l.graph(), l.input().variable()), l.input().shape()));
  }

  private void two(String type, BinaryOperator<SDVariable> f) {
    op(
        type,
        l -> {
          SDVariable[] sides = sides(l);
          l.result(f.apply(sides[0], sides[1]), shape(l), Optional.empty());
        });
  }

  /** Both operands; a number stands for a tensor of one element. */
  private static SDVariable[] sides(LayerContext layer) {
    SDVariable[] sides = new SDVariable[2];
    List<LayerTensor> in = layer.inputs();
    int next = 0;
    String[] names = {"x1", "x2"};
    for (int i = 0; i < 2; i++) {
      Optional<JsonNode> number = layer.argument("arg" + i).or(keyword(layer, names[i]));
      Optional<LayerTensor> named = layer.keyword(names[i]);
      if (number.isPresent()) {
        sides[i] = Arguments.number(layer, number.get());
      } else if (named.isPresent()) {
        sides[i] = named.get().variable();
      } else if (next < in.size()) {
        sides[i] = in.get(next++).variable();
      } else {
        throw layer.config().corrupt(in.size() + " operands", "two operands");
      }
    }
    return sides;
  }

  private static Supplier<Optional<JsonNode>> keyword(LayerContext layer, String name) {
    return () -> layer.argument(name);
  }

  private static List<Long> shape(LayerContext layer) {
    Optional<LayerTensor> other = layer.keyword("x2");
    List<LayerTensor> in = layer.inputs();
    if (in.size() == 1 && other.isEmpty()) {
      return in.get(0).shape();
    }
    return Merges.broadcast(layer, in.size() > 1 ? in : List.of(in.get(0), other.orElseThrow()));
  }

  private static void extremum(LayerContext layer, boolean larger) {
    SDVariable[] s = sides(layer);
    SDVariable y = SafeOps.extremum(layer.graph(), s[0], s[1], larger, false, true);
    layer.result(y, shape(layer), Optional.empty());
  }

  private static void power(LayerContext layer) {
    Optional<JsonNode> exponent = layer.argument("arg1").or(keyword(layer, "x2"));
    if (exponent.isEmpty() || !exponent.get().isNumber()) {
      throw layer.unsupported(
          "a power whose exponent is a tensor", "a number as exponent", "use exp and log");
    }
    LayerTensor x = layer.input();
    layer.result(SafeOps.power(layer.graph(), x.variable(), exponent.get().asDouble()), x.shape());
  }

  private static void matmul(LayerContext layer) {
    List<LayerTensor> in = layer.inputs();
    boolean fits =
        in.size() == 2
            && in.get(0).rank() == in.get(1).rank()
            && in.get(0).rank() >= 3
            && in.get(0)
                .shape()
                .subList(0, in.get(0).rank() - 2)
                .equals(in.get(1).shape().subList(0, in.get(0).rank() - 2));
    if (!fits) {
      throw layer.unsupported(
          "Matmul of " + in.stream().map(LayerTensor::shape).toList(),
          "two tensors of three or more equal dimensions",
          "use Dense or Dot");
    }
    List<Long> shape = new ArrayList<>(in.get(0).shape());
    shape.set(shape.size() - 1, in.get(1).width());
    layer.result(
        SafeMatmul.matmul(
            layer.graph(), in.get(0).variable(), in.get(1).variable(), false, false, false),
        shape,
        Optional.empty());
  }

  private static void gelu(LayerContext layer) {
    LayerTensor x = layer.input();
    boolean exact =
        !layer.config().flag("approximate", true)
            || layer.argument("approximate").map(v -> !v.asBoolean()).orElse(false);
    SameDiff sd = layer.graph();
    SDVariable y = exact ? SafeOps.gelu(sd, x.variable()) : SafeOps.geluTanh(sd, x.variable());
    layer.result(y, x.shape());
  }

  private static void softmax(LayerContext layer) {
    LayerTensor x = layer.input();
    int axis = Arguments.axis(layer, -1, x.rank());
    layer.result(layer.graph().nn.softmax(x.variable(), axis), x.shape());
  }
}
