package io.github.sherl4j.importer.onnx;

import java.util.Optional;
import java.util.Set;

/**
 * Maps operators of an ONNX file to SameDiff. Found with {@link java.util.ServiceLoader}; a mapper
 * of the application wins over the ones shipped here, so that an operator can be added or replaced
 * without touching the library. Implementations keep no state and may be used from several threads.
 */
public interface OpMapper {

  /** Domain of the operators; empty is the standard one. */
  default String domain() {
    return "";
  }

  /** Operator types, such as {@code Softmax}. */
  Set<String> types();

  /** First version of the domain's operator set this mapper understands. */
  default int sinceVersion() {
    return 1;
  }

  /** Last version of the domain's operator set this mapper understands. */
  default int untilVersion() {
    return Integer.MAX_VALUE;
  }

  /**
   * Why a node cannot be mapped although its type is known, judged by its attributes alone; asked
   * for every node before anything is built. The text is the remedy in the report.
   */
  default Optional<String> objection(OpAttributes attributes) {
    return Optional.empty();
  }

  /** Maps one node: reads operands from {@code op} and gives it one result for each output. */
  void map(OpContext op);
}
