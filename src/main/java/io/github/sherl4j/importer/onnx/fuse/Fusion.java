package io.github.sherl4j.importer.onnx.fuse;

import java.util.Optional;

/** One pattern of operators. Implementations keep no state. */
public interface Fusion {

  /** What it is called, such as {@code LayerNorm}. */
  String pattern();

  /**
   * Whether an operator ends this pattern. Only numbers, types, axes and shapes are judged here;
   * that nothing else reads the tensors in between is checked by the caller.
   *
   * @param root an operator whose operands are all there
   */
  Optional<Fused> match(Step root);
}
