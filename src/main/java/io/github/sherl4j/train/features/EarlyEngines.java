package io.github.sherl4j.train.features;

import io.github.sherl4j.transform.Split;
import java.util.Collection;

/** Makes early engines for the tensors that are asked for. */
@FunctionalInterface
public interface EarlyEngines {

  /** The early part in SameDiff, the reference. */
  EarlyEngines SAMEDIFF = GraphEngine::new;

  /**
   * An engine; the caller closes it.
   *
   * @param tensors some of {@link Split#tensors()}
   * @throws io.github.sherl4j.SherlException if it cannot run this model
   */
  EarlyEngine open(Split split, Collection<String> tensors);
}
