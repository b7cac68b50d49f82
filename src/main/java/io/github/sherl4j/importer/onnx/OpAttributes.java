package io.github.sherl4j.importer.onnx;

import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.importer.shape.Elements;
import io.github.sherl4j.importer.shape.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.protobuf.ByteString;

/** The attributes of a node, with their checked types. Immutable. */
public final class OpAttributes {

  private final String type;
  private final String where;
  private final Map<String, AttributeProto> byName = new LinkedHashMap<>();

  OpAttributes(NodeProto node, String where) {
    this.type = node.getOpType();
    this.where = where;
    for (AttributeProto a : node.getAttributeList()) {
      byName.put(a.getName(), a);
    }
  }

  /** Operator type of the node. */
  public String type() {
    return type;
  }

  /** Names of the attributes that the node has. */
  public Set<String> names() {
    return Set.copyOf(byName.keySet());
  }

  /** Whether the node has an attribute. */
  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /** A whole number. */
  public long integer(String name, long otherwise) {
    AttributeProto a = typed(name, AttributeProto.AttributeType.INT);
    return a == null ? otherwise : a.getI();
  }

  /** A small whole number, such as an axis. */
  public int small(String name, int otherwise) {
    long value = integer(name, otherwise);
    if (value != (int) value) {
      throw new CorruptFileException(
          "attribute " + name + " of " + value, "a small number", where, "export the model again");
    }
    return (int) value;
  }

  /** A floating-point number. */
  public double real(String name, double otherwise) {
    AttributeProto a = typed(name, AttributeProto.AttributeType.FLOAT);
    return a == null ? otherwise : a.getF();
  }

  /** A text. */
  public String text(String name, String otherwise) {
    AttributeProto a = typed(name, AttributeProto.AttributeType.STRING);
    return a == null ? otherwise : a.getS().toStringUtf8();
  }

  /** A list of whole numbers. */
  public Optional<long[]> integers(String name) {
    AttributeProto a = typed(name, AttributeProto.AttributeType.INTS);
    return Optional.ofNullable(a)
        .map(v -> v.getIntsList().stream().mapToLong(Long::longValue).toArray());
  }

  /** A list of floating-point numbers. */
  public Optional<double[]> reals(String name) {
    AttributeProto a = typed(name, AttributeProto.AttributeType.FLOATS);
    return Optional.ofNullable(a)
        .map(v -> v.getFloatsList().stream().mapToDouble(Float::doubleValue).toArray());
  }

  /** A list of texts. */
  public Optional<List<String>> texts(String name) {
    AttributeProto a = typed(name, AttributeProto.AttributeType.STRINGS);
    return Optional.ofNullable(a)
        .map(v -> v.getStringsList().stream().map(ByteString::toStringUtf8).toList());
  }

  /** A tensor of numbers. */
  public Optional<Constant> tensor(String name) {
    AttributeProto a = typed(name, AttributeProto.AttributeType.TENSOR);
    if (a == null) {
      return Optional.empty();
    }
    TensorData data = TensorData.check(a.getT(), where);
    return Optional.of(
        new Constant(data.type().dtype(), Shape.of(data.dims()), TensorReader.elements(data)));
  }

  /**
   * A tensor in an attribute.
   *
   * @param dtype element type
   * @param shape known
   * @param elements the values
   */
  public record Constant(DataType dtype, Shape shape, Elements elements) {}

  /** The type to cast to and the like: ONNX's number of an element type. */
  public Optional<DataType> dtype(String name) {
    return has(name)
        ? Optional.of(ElementType.of(small(name, 0), where).dtype())
        : Optional.empty();
  }

  private AttributeProto typed(String name, AttributeProto.AttributeType expected) {
    AttributeProto a = byName.get(name);
    if (a != null
        && a.getType() != expected
        && a.getType() != AttributeProto.AttributeType.UNDEFINED) {
      throw new CorruptFileException(
          "attribute " + name + " of type " + a.getType(),
          "type " + expected,
          where,
          "export the model again");
    }
    return a;
  }
}
