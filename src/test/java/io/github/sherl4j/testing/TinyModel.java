package io.github.sherl4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * A token model made on the spot, for tests that need no reference data: embedding, then residual
 * blocks x + relu(x·A)·B, outputs {@code hidden_0 … hidden_n}. Inputs {@code input_ids} and {@code
 * attention_mask} (read by every block, so that it is a live-in of the late layers).
 */
public final class TinyModel {

  /** Rows of the embedding table. */
  public static final int VOCABULARY = 16;

  /** Width of the hidden states. */
  public static final int WIDTH = 8;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
  private final SplittableRandom random;
  private boolean types;

  private TinyModel(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Writes a model of {@code blocks} blocks; the same seed gives the same bytes. */
  public static Path write(Path file, int blocks, long seed) {
    try {
      return Files.write(file, new TinyModel(seed).build(blocks, "Relu").toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the same with a third input {@code token_type_ids}, added as a second embedding. */
  public static Path writeWithTypes(Path file, int blocks, long seed) {
    TinyModel model = new TinyModel(seed);
    model.types = true;
    try {
      return Files.write(file, model.build(blocks, "Relu").toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the same with an operator that nothing maps in every block. */
  public static Path writeUnknownOp(Path file) {
    try {
      return Files.write(file, new TinyModel(0).build(2, "Frobnicate").toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a BERT {@code vocab.txt} whose words are w0 … w11. */
  public static Path writeVocabulary(Path file) {
    StringBuilder lines = new StringBuilder("[PAD]\n[UNK]\n[CLS]\n[SEP]\n");
    for (int i = 4; i < VOCABULARY; i++) {
      lines.append('w').append(i - 4).append('\n');
    }
    try {
      return Files.writeString(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a word-level {@code tokenizer.json} whose words are w0 … w13. */
  public static Path writeTokenizer(Path file) {
    StringBuilder vocabulary = new StringBuilder("\"[PAD]\":0,\"[UNK]\":1");
    for (int i = 2; i < VOCABULARY; i++) {
      vocabulary.append(",\"w").append(i - 2).append("\":").append(i);
    }
    String json =
        "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[],"
            + "\"normalizer\":null,\"pre_tokenizer\":{\"type\":\"Whitespace\"},"
            + "\"post_processor\":null,\"decoder\":null,\"model\":{\"type\":\"WordLevel\","
            + "\"vocab\":{"
            + vocabulary
            + "},\"unk_token\":\"[UNK]\"}}";
    try {
      return Files.writeString(file, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ModelProto build(int blocks, String activation) {
    graph.addInput(input("input_ids")).addInput(input("attention_mask"));
    weight("embedding", VOCABULARY, WIDTH);
    node("Gather", types ? "tokens" : "hidden_0", "embedding", "input_ids");
    if (types) {
      graph.addInput(input("token_type_ids"));
      weight("type_embedding", 2, WIDTH);
      node("Gather", "types", "type_embedding", "token_type_ids");
      node("Add", "hidden_0", "tokens", "types");
    }
    node("Cast", "mask_float", "attention_mask")
        .addAttribute(integer("to", TensorProto.DataType.FLOAT_VALUE));
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName("axes")
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(1)
            .addInt64Data(2));
    node("Unsqueeze", "mask", "mask_float", "axes");
    graph.addOutput(output("hidden_" + blocks));
    for (int i = 0; i < blocks; i++) {
      String in = "hidden_" + i;
      weight("block" + i + ".A", WIDTH, 2 * WIDTH);
      weight("block" + i + ".B", 2 * WIDTH, WIDTH);
      node("MatMul", "up_" + i, in, "block" + i + ".A");
      node(activation, "act_" + i, "up_" + i);
      node("MatMul", "down_" + i, "act_" + i, "block" + i + ".B");
      node("Mul", "masked_" + i, "down_" + i, "mask");
      node("Add", "hidden_" + (i + 1), in, "masked_" + i);
    }
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
        .setGraph(graph)
        .build();
  }

  private NodeProto.Builder node(String type, String output, String... inputs) {
    NodeProto.Builder node = graph.addNodeBuilder();
    node.setOpType(type).setName("/" + output).addOutput(output);
    for (String in : inputs) {
      node.addInput(in);
    }
    return node;
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private void weight(String name, int rows, int columns) {
    ByteBuffer data = ByteBuffer.allocate(4 * rows * columns).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows * columns; i++) {
      data.putFloat((float) (random.nextDouble() - 0.5));
    }
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(rows)
            .addDims(columns)
            .setRawData(ByteString.copyFrom(data.flip())));
  }

  private static ValueInfoProto input(String name) {
    return OnnxValues.of(name, TensorProto.DataType.INT64_VALUE, "batch", "sequence");
  }

  private static ValueInfoProto output(String name) {
    return OnnxValues.of(name, TensorProto.DataType.FLOAT_VALUE, "batch", "sequence", WIDTH);
  }
}
