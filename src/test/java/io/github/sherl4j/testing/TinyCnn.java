package io.github.sherl4j.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * A convolutional model made on the spot: a 3x3 convolution of stride 2, then residual blocks x +
 * conv(relu(conv(x))), output {@code map_n} [batch, 8, height / 2, width / 2]. Input {@code image}
 * [batch, 3, height, width], or [batch, height, width, 3] turned by a Transpose.
 */
public final class TinyCnn {

  /** Channels of the maps. */
  public static final int CHANNELS = 8;

  private static final int COLOURS = 3;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
  private final SplittableRandom random;

  private TinyCnn(long seed) {
    random = new SplittableRandom(seed);
  }

  /**
   * Writes a model of {@code blocks} blocks; the same seed gives the same bytes.
   *
   * @param side fixed height and width, or 0 for dynamic ones
   * @param channelsFirst whether the input is [batch, 3, height, width]
   */
  public static Path write(Path file, int blocks, int side, boolean channelsFirst, long seed) {
    try {
      byte[] bytes = new TinyCnn(seed).build(blocks, side, channelsFirst).toByteArray();
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ModelProto build(int blocks, int side, boolean channelsFirst) {
    String in = "image";
    graph.addInput(
        channelsFirst
            ? value(in, COLOURS, size("height", side), size("width", side))
            : value(in, size("height", side), size("width", side), COLOURS));
    if (!channelsFirst) {
      node("Transpose", "turned", in).addAttribute(integers("perm", 0, 3, 1, 2));
      in = "turned";
    }
    conv("map_0", in, COLOURS, 2);
    for (int i = 0; i < blocks; i++) {
      conv("first_" + i, "map_" + i, CHANNELS, 1);
      node("Relu", "act_" + i, "first_" + i);
      conv("second_" + i, "act_" + i, CHANNELS, 1);
      node("Add", "map_" + (i + 1), "map_" + i, "second_" + i);
    }
    graph.addOutput(value("map_" + blocks, CHANNELS, "half height", "half width"));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
        .setGraph(graph)
        .build();
  }

  private void conv(String output, String input, int channels, int stride) {
    weight(output + ".weight", CHANNELS, channels, 3, 3);
    weight(output + ".bias", CHANNELS);
    node("Conv", output, input, output + ".weight", output + ".bias")
        .addAttribute(integers("kernel_shape", 3, 3))
        .addAttribute(integers("pads", 1, 1, 1, 1))
        .addAttribute(integers("strides", stride, stride));
  }

  private NodeProto.Builder node(String type, String output, String... inputs) {
    return graph
        .addNodeBuilder()
        .setOpType(type)
        .setName("/" + output)
        .addOutput(output)
        .addAllInput(List.of(inputs));
  }

  private static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    attribute.setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  private void weight(String name, long... shape) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name);
    int count = 1;
    for (long size : shape) {
      tensor.addDims(size);
      count *= (int) size;
    }
    ByteBuffer data = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      data.putFloat((float) (0.5 * random.nextDouble() - 0.25));
    }
    graph.addInitializer(
        tensor
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .setRawData(ByteString.copyFrom(data.flip())));
  }

  private static Object size(String name, int side) {
    return side == 0 ? name : side;
  }

  private static ValueInfoProto value(String name, Object a, Object b, Object c) {
    return OnnxValues.of(name, TensorProto.DataType.FLOAT_VALUE, "batch", a, b, c);
  }
}
