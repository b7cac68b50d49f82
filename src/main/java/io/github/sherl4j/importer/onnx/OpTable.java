package io.github.sherl4j.importer.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** A family of operators, each a short function. Filled in the constructor of a subclass. */
public abstract class OpTable implements OpMapper {

  private final Map<String, Consumer<OpContext>> entries = new LinkedHashMap<>();
  private final Map<String, Function<OpAttributes, Optional<String>>> objections =
      new LinkedHashMap<>();

  /** For subclasses. */
  protected OpTable() {}

  /** Adds an operator. */
  protected final void entry(String type, Consumer<OpContext> mapping) {
    entries.put(type, mapping);
  }

  /** Adds an operator that cannot be mapped with some attributes. */
  protected final void entry(
      String type,
      Function<OpAttributes, Optional<String>> objection,
      Consumer<OpContext> mapping) {
    entries.put(type, mapping);
    objections.put(type, objection);
  }

  @Override
  public final Set<String> types() {
    return Set.copyOf(entries.keySet());
  }

  @Override
  public final Optional<String> objection(OpAttributes attributes) {
    Function<OpAttributes, Optional<String>> rule = objections.get(attributes.type());
    return rule == null ? Optional.empty() : rule.apply(attributes);
  }

  @Override
  public final void map(OpContext op) {
    entries.get(op.type()).accept(op);
  }
}
