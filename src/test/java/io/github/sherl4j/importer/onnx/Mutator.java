package io.github.sherl4j.importer.onnx;

import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.ByteString;

/** Damages model files: the same seed, number and files give the same bytes. */
final class Mutator {

  private static final long[] LIES = {
    -1,
    0,
    1,
    2,
    3,
    7,
    -2,
    64,
    255,
    65_536,
    1L << 31,
    (1L << 31) - 1,
    1L << 40,
    1L << 62,
    Long.MIN_VALUE
  };

  private final SplittableRandom random;
  private final List<byte[]> files;
  private final List<List<Outline.Range>> structures;
  private String kind = "";
  private byte[] bytes;

  private Mutator(List<byte[]> files, List<List<Outline.Range>> structures, long seed) {
    this.files = files;
    this.structures = structures;
    this.random = new SplittableRandom(seed);
  }

  /** Where in the files structure lies and not numbers of weights. */
  static List<List<Outline.Range>> structures(List<byte[]> files) throws IOException {
    List<List<Outline.Range>> all = new ArrayList<>();
    for (byte[] file : files) {
      Outline outline = Outline.of(ModelBytes.of(file), "test");
      all.add(
          Stream.of(
                  outline.model().stream(),
                  outline.graph().stream(),
                  outline.initializers().stream().flatMap(i -> i.fields().stream()))
              .flatMap(s -> s)
              .filter(r -> r.length() > 0)
              .toList());
    }
    return all;
  }

  /** A mutant. */
  static Mutator mutant(
      List<byte[]> files, List<List<Outline.Range>> structures, long seed, int number)
      throws IOException {
    Mutator m = new Mutator(files, structures, seed * 1_000_003 + number);
    m.bytes = m.make(number % files.size());
    m.kind += " of file " + number % files.size();
    return m;
  }

  byte[] bytes() {
    return bytes;
  }

  /** How it was made. */
  String kind() {
    return kind;
  }

  private byte[] make(int file) throws IOException {
    byte[] whole = files.get(file).clone();
    switch (random.nextInt(8)) {
      case 0, 4 -> {
        kind = "bit flips";
        for (int n = random.nextInt(4) == 0 ? random.nextInt(8) : 0; n >= 0; n--) {
          whole[place(file)] ^= (byte) (1 << random.nextInt(8));
        }
        return whole;
      }
      case 1 -> {
        kind = "truncation";
        return Arrays.copyOf(
            whole, random.nextBoolean() ? place(file) : random.nextInt(whole.length));
      }
      case 2 -> {
        kind = "splice";
        return splice(file, whole);
      }
      case 3 -> {
        kind = "bytes that may be a length";
        int at = place(file);
        for (int n = random.nextInt(5); n >= 0 && at + n < whole.length; n--) {
          whole[at + n] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
        }
        return whole;
      }
      default -> {
        kind = "lies";
        ModelProto.Builder model = ModelProto.parseFrom(whole).toBuilder();
        for (int n = random.nextInt(2); n >= 0; n--) {
          lie(model.getGraphBuilder());
        }
        return model.build().toByteArray();
      }
    }
  }

  /** A byte of the structure, or now and then any. */
  private int place(int file) {
    List<Outline.Range> ranges = structures.get(file);
    if (random.nextInt(4) == 0) {
      return random.nextInt(files.get(file).length);
    }
    Outline.Range r = ranges.get(random.nextInt(ranges.size()));
    return r.from() + random.nextInt(r.length());
  }

  private byte[] splice(int file, byte[] whole) {
    int other = random.nextInt(files.size());
    byte[] from = files.get(other);
    int start = place(other);
    int length = Math.min(from.length - start, 1 + random.nextInt(1 << random.nextInt(12)));
    byte[] piece = Arrays.copyOfRange(from, start, start + length);
    int at = place(file);
    int removed = random.nextBoolean() ? 0 : Math.min(length, whole.length - at);
    return Bytes.concat(
        Arrays.copyOf(whole, at), piece, Arrays.copyOfRange(whole, at + removed, whole.length));
  }

  private long number() {
    return LIES[random.nextInt(LIES.length)];
  }

  private void lie(GraphProto.Builder graph) {
    switch (random.nextInt(6)) {
      case 0 -> {
        TensorProto.Builder t =
            graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount()));
        if (t.getDimsCount() > 0 && random.nextBoolean()) {
          t.setDims(random.nextInt(t.getDimsCount()), number());
        } else {
          lie(t);
        }
      }
      case 1 -> {
        var shape =
            graph
                .getInputBuilder(random.nextInt(graph.getInputCount()))
                .getTypeBuilder()
                .getTensorTypeBuilder();
        if (random.nextInt(4) == 0) {
          shape.setElemType(random.nextInt(20));
        } else if (shape.getShape().getDimCount() > 0) {
          int d = random.nextInt(shape.getShape().getDimCount());
          shape.getShapeBuilder().getDimBuilder(d).setDimValue(number());
        }
      }
      case 2 -> {
        NodeProto.Builder node = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
        NodeProto other = graph.getNode(random.nextInt(graph.getNodeCount()));
        if (random.nextBoolean()) {
          node.setOpType(other.getOpType());
        } else {
          node.clearAttribute().addAllAttribute(other.getAttributeList());
        }
      }
      case 3 -> {
        NodeProto.Builder node = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
        NodeProto other = graph.getNode(random.nextInt(graph.getNodeCount()));
        if (node.getInputCount() > 0 && other.getInputCount() > 0) {
          node.setInput(
              random.nextInt(node.getInputCount()),
              other.getInput(random.nextInt(other.getInputCount())));
        }
      }
      default -> {
        for (int tries = 0; tries < 50; tries++) {
          NodeProto.Builder node = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
          if (node.getAttributeCount() > 0) {
            lie(node.getAttributeBuilder(random.nextInt(node.getAttributeCount())));
            return;
          }
        }
      }
    }
  }

  private void lie(AttributeProto.Builder a) {
    if (a.getIntsCount() > 0) {
      a.setInts(random.nextInt(a.getIntsCount()), number());
    } else if (a.getType() == AttributeProto.AttributeType.INT) {
      a.setI(number());
    } else if (a.getType() == AttributeProto.AttributeType.FLOAT) {
      a.setF((float) number());
    } else if (a.hasT()) {
      lie(a.getTBuilder());
    }
  }

  /** Whole numbers of a tensor: shapes, axes, indices. */
  private void lie(TensorProto.Builder t) {
    if (t.getDataType() == TensorProto.DataType.INT64_VALUE && t.getRawData().size() >= 8) {
      byte[] raw = t.getRawData().toByteArray();
      ByteBuffer.wrap(raw)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(8 * random.nextInt(raw.length / 8), number());
      t.setRawData(ByteString.copyFrom(raw));
    } else if (t.getInt64DataCount() > 0) {
      t.setInt64Data(random.nextInt(t.getInt64DataCount()), number());
    } else {
      t.setDataType(random.nextInt(20));
    }
  }
}
