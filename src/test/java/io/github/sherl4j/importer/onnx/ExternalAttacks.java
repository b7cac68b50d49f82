package io.github.sherl4j.importer.onnx;

import static io.github.sherl4j.importer.onnx.Models.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.AttributeProto.AttributeType;
import onnx.Onnx.FunctionProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.SparseTensorProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TrainingInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/** Models that try to read what they must not, with the files they aim at. */
final class ExternalAttacks {

  private final Path home;
  private final Path secret;
  private final Map<String, ModelProto> cases = new LinkedHashMap<>();

  /** Lays out {@code folder}: {@code home} with the weights {@code w.bin}, a secret outside. */
  ExternalAttacks(Path folder) throws IOException {
    home = Files.createDirectory(folder.resolve("home")).toRealPath();
    Files.createDirectory(home.resolve("sub"));
    Files.write(home.resolve("w.bin"), weight().getRawData().toByteArray());
    Files.write(home.resolve("sub/w.bin"), weight().getRawData().toByteArray());
    secret = Files.writeString(folder.toRealPath().resolve("secret.bin"), "SECRET".repeat(4));
  }

  Path home() {
    return home;
  }

  Path secret() {
    return secret;
  }

  /** Files that the attacks must not have made or changed. */
  List<String> touched() throws IOException {
    List<String> changed = new ArrayList<>();
    if (!Files.readString(secret).equals("SECRET".repeat(4))) {
      changed.add("secret");
    }
    return changed;
  }

  /** The first weight of {@link Models#linear}. */
  TensorProto weight() {
    return Models.linear().getGraph().getInitializer(0);
  }

  /** The tensor with its data elsewhere; entries are keys and values in turn. */
  static TensorProto outside(TensorProto t, String... entries) {
    TensorProto.Builder b = t.toBuilder().clearRawData().setDataLocationValue(1);
    for (int i = 0; i < entries.length; i += 2) {
      b.addExternalData(
          StringStringEntryProto.newBuilder().setKey(entries[i]).setValue(entries[i + 1]));
    }
    return b.build();
  }

  /** The linear model with another first weight. */
  static ModelProto with(TensorProto initializer) {
    ModelProto.Builder model = Models.linear().toBuilder();
    model.getGraphBuilder().setInitializer(0, initializer);
    return model.build();
  }

  Map<String, ModelProto> all() throws Exception {
    paths();
    links();
    ranges();
    descriptions();
    elsewhere();
    return cases;
  }

  private void add(String what, TensorProto t) {
    cases.put(what, with(t));
  }

  private void at(String location) {
    add("location '" + location + "'", outside(weight(), "location", location));
  }

  private void paths() {
    List.of("../secret.bin", "../../etc/passwd", "/etc/passwd", "/dev/zero", "/proc/self/mem")
        .forEach(this::at);
    List.of(
            "" + secret,
            "" + home.resolve("w.bin"),
            "sub/../../secret.bin",
            "sub/../w.bin",
            "./w.bin")
        .forEach(this::at);
    List.of("", ".", "..", "/", " ", "w.bin/", "/w.bin", "//w.bin", "sub//w.bin", "sub/./w.bin")
        .forEach(this::at);
    List.of("..\\secret.bin", "C:\\w.bin", "C:w.bin", "\\\\host\\share", "w.bin:stream", "w.bin\n")
        .forEach(this::at);
    List.of(
            "file:///etc/passwd",
            "http://localhost/w",
            "~/w.bin",
            "%2e%2e/secret.bin",
            "...",
            "absent.bin")
        .forEach(this::at);
    List.of("w.bin\0", "w.bin\0/../../secret.bin", "sub", "model.onnx", "w.bin/../w.bin", "w.bin/x")
        .forEach(this::at);
    at("x".repeat(5000));
    at("sub/".repeat(200) + "w.bin");
  }

  private void link(String name, Path target) throws IOException {
    Files.createSymbolicLink(home.resolve(name), target);
  }

  private void links() throws Exception {
    link("out.bin", secret);
    link("in.bin", home.resolve("w.bin"));
    link("relative.bin", Path.of("w.bin"));
    link("outdir", home.getParent());
    link("indir", home.resolve("sub"));
    link("dangling", home.resolve("nothing"));
    link("loop", home.resolve("loop"));
    link("zero", Path.of("/dev/zero"));
    link("sub/deep", secret);
    Files.createLink(home.resolve("hard.bin"), secret);
    List.of(
            "out.bin",
            "in.bin",
            "relative.bin",
            "outdir/secret.bin",
            "indir/w.bin",
            "dangling",
            "loop")
        .forEach(this::at);
    List.of("zero", "sub/deep", "hard.bin", "outdir/home/w.bin").forEach(this::at);
    if (new ProcessBuilder("mkfifo", "" + home.resolve("pipe")).start().waitFor() == 0) {
      at("pipe");
    }
  }

  private void range(String key, String value) {
    add(key + " " + value, outside(weight(), "location", "w.bin", key, value));
  }

  private void ranges() {
    for (String offset :
        List.of("1", "25", "-1", "0x0", "9223372036854775808", "", " 0", "0.0", "4294967296")) {
      range("offset", offset);
    }
    for (String length : List.of("0", "23", "25", "-24", "9223372036854775807", "1e1", "٢٤")) {
      range("length", length);
    }
    add(
        "offset and length that overflow",
        outside(weight(), "location", "w.bin", "offset", "24", "length", "999999999999999999"));
    add(
        "a larger shape",
        outside(weight().toBuilder().setDims(0, 1 << 20).build(), "location", "w.bin"));
    add(
        "a huge shape",
        outside(weight().toBuilder().setDims(0, 1L << 62).build(), "location", "w.bin"));
    add(
        "a negative shape",
        outside(weight().toBuilder().setDims(0, -2).build(), "location", "w.bin"));
    add("another type", outside(weight().toBuilder().setDataType(11).build(), "location", "w.bin"));
    add("strings", outside(weight().toBuilder().setDataType(8).build(), "location", "w.bin"));
  }

  private void descriptions() {
    add("no location", outside(weight()));
    add("only an offset", outside(weight(), "offset", "0"));
    add("two locations", outside(weight(), "location", "w.bin", "location", "../secret.bin"));
    add("a base path", outside(weight(), "location", "w.bin", "basepath", "/etc"));
    add("a wrong checksum", outside(weight(), "location", "w.bin", "checksum", "0".repeat(40)));
    add("no checksum", outside(weight(), "location", "w.bin", "checksum", "x"));
    TensorProto good = outside(weight(), "location", "w.bin");
    add("data inside too", good.toBuilder().setRawData(ByteString.copyFrom(new byte[24])).build());
    add("typed data inside too", good.toBuilder().addFloatData(1).build());
    add("an unknown place", good.toBuilder().setDataLocationValue(2).build());
    add("entries alone", good.toBuilder().clearDataLocation().build());
  }

  private static AttributeProto attribute(String name, AttributeType type, TensorProto t) {
    AttributeProto.Builder a = AttributeProto.newBuilder().setName(name).setType(type);
    return type == AttributeType.TENSOR ? a.setT(t).build() : a.addTensors(t).build();
  }

  /** Even the good file is read for initializers of the main graph alone. */
  private void elsewhere() {
    TensorProto good = outside(weight(), "location", "w.bin");
    NodeProto constant =
        node("Constant", List.of(), "c", attribute("value", AttributeType.TENSOR, good));
    addNode("a constant's value", constant);
    addNode(
        "a list of tensors",
        node("Relu", List.of("x"), "c", attribute("l", AttributeType.TENSORS, good)));
    GraphProto inner = GraphProto.newBuilder().addInitializer(good).build();
    addNode("a sub-graph's initializer", branch(inner));
    addNode("a sub-graph's constant", branch(GraphProto.newBuilder().addNode(constant).build()));
    addNode(
        "a sub-graph in a sub-graph",
        branch(GraphProto.newBuilder().addNode(branch(inner)).build()));
    SparseTensorProto sparse = SparseTensorProto.newBuilder().setValues(good).build();
    AttributeProto.Builder value = AttributeProto.newBuilder().setName("sparse_value");
    value.setType(AttributeType.SPARSE_TENSOR).setSparseTensor(sparse);
    addNode("a sparse value", node("Constant", List.of(), "c", value.build()));
    ModelProto.Builder model = Models.linear().toBuilder();
    model.getGraphBuilder().addSparseInitializer(sparse);
    cases.put("a sparse initializer", model.build());
    SparseTensorProto indices = SparseTensorProto.newBuilder().setIndices(good).build();
    model.getGraphBuilder().setSparseInitializer(0, indices);
    cases.put("indices of a sparse initializer", model.build());
    cases.put(
        "a function's constant",
        Models.linear().toBuilder()
            .addFunctions(FunctionProto.newBuilder().setName("f").addNode(constant))
            .build());
    cases.put(
        "training information",
        Models.linear().toBuilder()
            .addTrainingInfo(TrainingInfoProto.newBuilder().setInitialization(inner))
            .build());
  }

  private void addNode(String what, NodeProto node) {
    ModelProto.Builder model = Models.linear().toBuilder();
    model.getGraphBuilder().addNode(node);
    cases.put(what, model.build());
  }

  private static NodeProto branch(GraphProto graph) {
    return node(
        "If",
        List.of("x"),
        "c",
        AttributeProto.newBuilder()
            .setName("then_branch")
            .setType(AttributeType.GRAPH)
            .setG(graph)
            .build());
  }
}
