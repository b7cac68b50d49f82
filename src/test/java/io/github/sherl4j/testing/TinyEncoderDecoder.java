package io.github.sherl4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;

/**
 * An encoder with a decoder made on the spot. Encoder blocks are x + relu(x·A)·B; the encoder's
 * output {@code memory} is the last one times a gain. Decoder blocks are cross attention y +
 * softmax(y·Q·(m·K)ᵀ + mask)·(m·V)·O, then y + relu(y·A)·B; the output {@code hidden} is the last
 * one times a gain. Inputs {@code input_ids}, {@code attention_mask}, {@code decoder_input_ids};
 * weights are called {@code enc.0.A}, {@code dec.2.K}, {@code enc.gain}.
 */
public final class TinyEncoderDecoder {

  /** Rows of each embedding table. */
  public static final int VOCABULARY = 32;

  /** Width of the hidden states. */
  public static final int WIDTH = 6;

  /** Blocks of each side. */
  public static final int BLOCKS = 3;

  private static final int INNER = 10;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
  private final SplittableRandom random;
  private final int type;

  private TinyEncoderDecoder(long seed, boolean doubles) {
    random = new SplittableRandom(seed);
    type = doubles ? TensorProto.DataType.DOUBLE_VALUE : TensorProto.DataType.FLOAT_VALUE;
  }

  /** Writes a model whose weights are doubles, or floats; the same seed gives the same bytes. */
  public static Path write(Path file, boolean doubles, long seed) {
    try {
      return Files.write(file, new TinyEncoderDecoder(seed, doubles).build().toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ModelProto build() {
    for (String input : List.of("input_ids", "attention_mask", "decoder_input_ids")) {
      graph.addInput(
          OnnxValues.of(input, TensorProto.DataType.INT64_VALUE, "batch", "tokens of " + input));
    }
    constant("one", 1, type);
    constant("far", 10_000, type);
    weight("enc.table", VOCABULARY, WIDTH);
    weight("dec.table", VOCABULARY, WIDTH);
    node("Gather", "enc_0", "enc.table", "input_ids");
    node("Gather", "dec_0", "dec.table", "decoder_input_ids");
    node("Cast", "mask_float", "attention_mask").addAttribute(integer("to", type));
    node("Sub", "mask_below", "mask_float", "one");
    node("Mul", "mask_far", "mask_below", "far");
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName("axes")
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(1)
            .addInt64Data(1));
    node("Unsqueeze", "mask", "mask_far", "axes");
    for (int i = 0; i < BLOCKS; i++) {
      feedForward("enc." + i, "enc_" + i, "enc_" + (i + 1));
    }
    gain("enc.gain", "enc_" + BLOCKS, "memory");
    for (int i = 0; i < BLOCKS; i++) {
      attention("dec." + i, "dec_" + i, "att_" + i);
      feedForward("dec." + i, "att_" + i, "dec_" + (i + 1));
    }
    gain("dec.gain", "dec_" + BLOCKS, "hidden");
    graph.addOutput(OnnxValues.of("hidden", type, "batch", "tokens of decoder_input_ids", WIDTH));
    graph.addOutput(OnnxValues.of("memory", type, "batch", "tokens of input_ids", WIDTH));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
        .setGraph(graph)
        .build();
  }

  private void feedForward(String block, String in, String out) {
    weight(block + ".A", WIDTH, INNER);
    weight(block + ".B", INNER, WIDTH);
    node("MatMul", block + " up", in, block + ".A");
    node("Relu", block + " act", block + " up");
    node("MatMul", block + " down", block + " act", block + ".B");
    node("Add", out, in, block + " down");
  }

  private void attention(String block, String in, String out) {
    for (String w : List.of("Q", "K", "V", "O")) {
      weight(block + "." + w, WIDTH, WIDTH);
    }
    node("MatMul", block + " q", in, block + ".Q");
    node("MatMul", block + " k", "memory", block + ".K");
    node("MatMul", block + " v", "memory", block + ".V");
    node("Transpose", block + " kt", block + " k").addAttribute(integers("perm", 0, 2, 1));
    node("MatMul", block + " scores", block + " q", block + " kt");
    node("Add", block + " masked", block + " scores", "mask");
    node("Softmax", block + " share", block + " masked").addAttribute(integer("axis", -1));
    node("MatMul", block + " seen", block + " share", block + " v");
    node("MatMul", block + " out", block + " seen", block + ".O");
    node("Add", out, in, block + " out");
  }

  private void gain(String name, String in, String out) {
    weight(name, WIDTH);
    node("Mul", out, in, name);
  }

  private NodeProto.Builder node(String op, String output, String... inputs) {
    return graph
        .addNodeBuilder()
        .setOpType(op)
        .setName("/" + output)
        .addOutput(output)
        .addAllInput(List.of(inputs));
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    attribute.setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  private void constant(String name, double value, int dtype) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name);
    graph.addInitializer(add(tensor.setDataType(dtype), value));
  }

  private void weight(String name, int... shape) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name);
    int count = 1;
    for (int size : shape) {
      tensor.addDims(size);
      count *= size;
    }
    tensor.setDataType(type);
    for (int i = 0; i < count; i++) {
      add(tensor, random.nextDouble() - 0.5 + (shape.length == 1 ? 1 : 0));
    }
    graph.addInitializer(tensor);
  }

  private TensorProto.Builder add(TensorProto.Builder tensor, double value) {
    return type == TensorProto.DataType.DOUBLE_VALUE
        ? tensor.addDoubleData(value)
        : tensor.addFloatData((float) value);
  }
}
