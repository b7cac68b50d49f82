package io.github.sherl4j.importer.samediff;

import io.github.sherl4j.CorruptFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.serde.FlatBuffersMapper;
import org.nd4j.graph.FlatArray;
import org.nd4j.graph.FlatGraph;
import org.nd4j.graph.FlatNode;
import org.nd4j.graph.FlatVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.shape.options.ArrayOptionsHelper;

/**
 * A look at the structure of a graph before native code reads it: every table, text and list lies
 * inside the file, every array is as long as its sizes say and nothing of it lies outside, every
 * operator has a name and reads and makes variables that there are. What the numbers are is not
 * looked at: a sound structure is no promise.
 */
final class FlatCheck {

  private static final int MAX_RANK = 32;

  private final FlatGraph graph;
  private final int length;

  private FlatCheck(byte[] bytes) {
    length = bytes.length;
    graph = FlatGraph.getRootAsFlatGraph(ByteBuffer.wrap(bytes));
  }

  /** Whether bytes could begin a graph at all. */
  static boolean looksLike(byte[] head) {
    if (head.length < 16 || (head[4] == 'T' && head[5] == 'F' && head[6] == 'L')) {
      return false;
    }
    ByteBuffer b = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    int table = b.getInt(0);
    if (table < 4 || table > head.length - 4) {
      return false;
    }
    int fields = table - b.getInt(table);
    if (fields < 4 || fields > head.length - 4 || fields % 2 != 0) {
      return false;
    }
    int size = b.getShort(fields);
    return size >= 8 && size <= 24 && size % 2 == 0 && b.getShort(fields + 2) >= 4;
  }

  /**
   * Checks a graph.
   *
   * @return its training settings; null if it has none
   * @throws CorruptFileException saying what does not fit
   */
  static String training(byte[] bytes, String where) {
    try {
      if (bytes.length < 16) {
        throw new IllegalArgumentException(bytes.length + " bytes");
      }
      return new FlatCheck(bytes).check();
    } catch (RuntimeException e) {
      throw new CorruptFileException(
          "a damaged graph (" + e.getMessage() + ")",
          "an undamaged graph of SameDiff",
          where,
          "save it again with sd.save(file, false)",
          e);
    }
  }

  private String check() {
    require(graph.variablesLength() > 0, "no variables");
    require(graph.nodesLength() > 0, "no operators");
    require(graph.variablesLength() < length && graph.nodesLength() < length, "too long a list");
    Set<String> names = new HashSet<>();
    for (int i = 0; i < graph.variablesLength(); i++) {
      variable(graph.variables(i), names);
    }
    Set<String> ops = new HashSet<>();
    for (int i = 0; i < graph.nodesLength(); i++) {
      node(graph.nodes(i), names, ops);
    }
    for (int i = 0; i < graph.placeholdersLength(); i++) {
      require(names.contains(graph.placeholders(i)), "an input that is no variable");
    }
    for (int i = 0; i < graph.lossVariablesLength(); i++) {
      require(names.contains(graph.lossVariables(i)), "a loss that is no variable");
    }
    return graph.trainingConfig();
  }

  private void variable(FlatVariable v, Set<String> names) {
    String name = v.name();
    require(name != null && !name.isEmpty() && names.add(name), "variable named " + name);
    int kinds = VariableType.values().length;
    require(v.variabletype() >= 0 && v.variabletype() < kinds, "kind of variable " + name);
    DataType type = FlatBuffersMapper.getDataTypeFromByte(v.dtype());
    require(type != DataType.UNKNOWN, "type of variable " + name);
    require(v.shapeLength() <= MAX_RANK, "shape of variable " + name);
    require(v.id() != null, "place of variable " + name);
    if (v.ndarray() != null) {
      array(v.ndarray(), name);
    }
  }

  /** Sizes are [rank, sizes, strides, type and flags, 1, order] as ND4J keeps them. */
  private void array(FlatArray a, String name) {
    DataType type = FlatBuffersMapper.getDataTypeFromByte(a.dtype());
    require(type.width() > 0, "array of variable " + name + " of type " + type);
    long rank = a.shapeLength() == 0 ? -1 : a.shape(0);
    require(rank >= 0 && rank <= MAX_RANK, "array of variable " + name + " with rank " + rank);
    require(a.shapeLength() == 2 * rank + 4, "sizes of variable " + name);
    int r = (int) rank;
    long last = 0;
    long count = 1;
    for (int i = 1; i <= r; i++) {
      long size = a.shape(i);
      long stride = a.shape(r + i);
      require(size >= 0 && size <= length && stride >= 0, "sizes of variable " + name);
      count = Math.multiplyExact(count, size);
      last = Math.addExact(last, Math.multiplyExact(Math.max(0, size - 1), stride));
    }
    long flags = a.shape(2 * r + 1);
    long order = a.shape(2 * r + 3);
    require(order == 'c' || order == 'f', "order of variable " + name);
    require(ArrayOptionsHelper.dataType(flags) == type, "types of variable " + name);
    boolean empty = count == 0 || (flags & ArrayOptionsHelper.ATYPE_EMPTY_BIT) != 0;
    long held = a.bufferLength() / type.width();
    require(empty || (held == count && last < count), "numbers of variable " + name);
    require(a.bufferLength() <= length, "numbers of variable " + name);
    if (a.bufferLength() > 0) {
      a.buffer(a.bufferLength() - 1);
    }
  }

  private void node(FlatNode n, Set<String> names, Set<String> ops) {
    require(n.name() != null && ops.add(n.name()), "operator named " + n.name());
    String name = n.name();
    require(n.opName() != null, "operator " + name + " without a type");
    require(n.outputNamesLength() > 0 && n.outputNamesLength() < length, "results of " + name);
    for (int i = 0; i < n.outputNamesLength(); i++) {
      require(names.contains(n.outputNames(i)), "result of operator " + name);
    }
    require(n.inputPairedLength() < length, "inputs of " + name);
    for (int i = 0; i < n.inputPairedLength(); i++) {
      require(n.inputPaired(i).first() >= 0, "input of operator " + name);
    }
    require(n.dimensionsLength() < length && n.extraIntegerLength() < length, name);
    for (int i = 0; i < n.outputTypesLength(); i++) {
      FlatBuffersMapper.getDataTypeFromByte(n.outputTypes(i));
    }
    if (n.scalar() != null) {
      array(n.scalar(), name);
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }
}
