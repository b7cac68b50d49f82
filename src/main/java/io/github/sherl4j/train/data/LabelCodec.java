package io.github.sherl4j.train.data;

import java.nio.file.Path;
import java.util.List;

/** How one task reads the labels of text rows; found with {@link java.util.ServiceLoader}. */
public interface LabelCodec {

  /** Name of the task, as in {@link io.github.sherl4j.plan.Task#name()}. */
  String task();

  /**
   * The targets that training rows call for.
   *
   * @param file for messages
   * @throws io.github.sherl4j.SherlException naming the line whose label cannot be read
   */
  Targets learn(List<? extends Labelled> rows, Path file);

  /** The same again from what an adapter file remembers. */
  Targets restore(List<String> names);
}
