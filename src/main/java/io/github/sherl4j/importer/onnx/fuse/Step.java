package io.github.sherl4j.importer.onnx.fuse;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An operator of the file with one result. Two steps are equal only if they are the same. */
public final class Step {

  private static final Set<String> TWO = Set.of("Add", "Sub", "Mul", "Div", "Pow", "MatMul");

  private final String type;
  private final List<Value> inputs;
  private final String output;
  private final Map<String, List<Long>> attributes;

  /**
   * A node with its inputs in order; attributes by name.
   *
   * @param type operator type in the standard domain
   * @param inputs its operands; absent ones left out, which patterns of standard operators allow
   * @param output name of the tensor that it makes
   * @param attributes its whole numbers and lists of them
   */
  public Step(String type, List<Value> inputs, String output, Map<String, List<Long>> attributes) {
    this.type = type;
    this.inputs = List.copyOf(inputs);
    this.output = output;
    this.attributes = Map.copyOf(attributes);
  }

  /** Operator type. */
  public String type() {
    return type;
  }

  /** Whether it has one of these types. */
  boolean is(String... types) {
    return List.of(types).contains(type);
  }

  /** Whether it has the operands that its type must have; patterns see no others. */
  public boolean isWhole() {
    return TWO.contains(type) ? inputs.size() == 2 : !inputs.isEmpty();
  }

  /** The operands. */
  public List<Value> inputs() {
    return inputs;
  }

  /** Name of its tensor in the file. */
  public String output() {
    return output;
  }

  /** The whole numbers of an attribute. */
  Optional<List<Long>> attribute(String name) {
    return Optional.ofNullable(attributes.get(name));
  }

  /** The other operand of two, where one is this. */
  Optional<Value> other(Value one) {
    return inputs.size() != 2 || !inputs.contains(one)
        ? Optional.empty()
        : Optional.of(inputs.get(inputs.get(0).equals(one) ? 1 : 0));
  }

  @Override
  public String toString() {
    return type + " " + output;
  }
}
