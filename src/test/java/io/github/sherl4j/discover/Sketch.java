package io.github.sherl4j.discover;

import io.github.sherl4j.importer.OpNode;
import io.github.sherl4j.importer.TensorInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Builds small graphs by hand. Each method adds operators and returns the name of their result; an
 * upper-case letter in the name of a weight makes its number of elements 100, else it is 10.
 */
final class Sketch {

  private final List<OpNode> ops = new ArrayList<>();
  private final List<String> inputs = new ArrayList<>();
  private final Map<String, TensorInfo> infos = new LinkedHashMap<>();
  private List<Long> shape = List.of(-1L, -1L, 8L);

  Sketch shape(Long... dims) {
    shape = List.of(dims);
    return this;
  }

  String ids(String name) {
    inputs.add(name);
    infos.put(name, new TensorInfo(name, DataType.INT64, List.of(-1L, -1L)));
    return name;
  }

  String data(String name) {
    inputs.add(name);
    infos.put(name, new TensorInfo(name, DataType.FLOAT, shape));
    return name;
  }

  String op(String type, String... reads) {
    return weighted(type, List.of(), reads);
  }

  String weighted(String type, List<String> weights, String... reads) {
    String out = "t" + ops.size();
    DataType dtype =
        type.equals("Shape") || type.equals("ArgMax") ? DataType.INT64 : DataType.FLOAT;
    infos.put(out, new TensorInfo(out, dtype, shape));
    ops.add(new OpNode("op" + ops.size(), type, List.of(reads), weights, List.of(out)));
    return out;
  }

  String linear(String weight, String x) {
    return weighted("MatMul", List.of(weight), x);
  }

  String embed(String table, String ids) {
    return weighted("Gather", List.of(table), ids);
  }

  /** A composed layer norm: a fork of its own, which must not be taken for a block. */
  String norm(String weight, String x) {
    String centred = op("Sub", x, op("ReduceMean", x));
    String variance = op("ReduceMean", op("Mul", centred, centred));
    String scaled = op("Div", centred, op("Sqrt", op("Add", variance)));
    return weighted("Add", List.of(weight), weighted("Mul", List.of(weight), scaled));
  }

  /** A composed GELU. */
  String gelu(String x) {
    return op("Mul", op("Mul", x, op("Add", op("Erf", op("Div", x)))));
  }

  /** Attention from {@code x} to {@code memory}; the residual is not added. */
  String attention(String p, String x, String memory, String mask) {
    String q = linear(p + "Q", x);
    String k = linear(p + "K", memory);
    String v = linear(p + "V", memory);
    String scores = op("MatMul", q, op("Transpose", k));
    String weights = op("Softmax", mask == null ? scores : op("Add", scores, mask));
    return linear(p + "O", op("MatMul", weights, v));
  }

  String feedForward(String p, String x) {
    return linear(p + "B", gelu(linear(p + "A", x)));
  }

  String preNorm(String p, String x, String mask) {
    String n = norm(p + "n", x);
    String h = op("Add", x, attention(p, n, n, mask));
    return op("Add", h, feedForward(p, norm(p + "m", h)));
  }

  String postNorm(String p, String x, String mask) {
    String h = norm(p + "n", op("Add", x, attention(p, x, x, mask)));
    return norm(p + "m", op("Add", h, feedForward(p, h)));
  }

  String decoder(String p, String x, String memory) {
    String n = norm(p + "n", x);
    String h = op("Add", x, attention(p + "s", n, n, null));
    String c = op("Add", h, attention(p + "c", norm(p + "k", h), memory, null));
    return op("Add", c, feedForward(p, norm(p + "m", c)));
  }

  Graph graph(String... outputs) {
    return new Graph(
        ops,
        inputs,
        List.of(outputs),
        t -> Optional.ofNullable(infos.get(t)),
        w -> w.chars().anyMatch(Character::isUpperCase) ? 100 : 10);
  }
}
