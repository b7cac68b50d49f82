package io.github.sherl4j.train.data;

import java.nio.file.Path;
import java.util.List;

/** {@code classification}: labels are names of classes. */
public final class ClassLabels implements LabelCodec {

  /** For {@link java.util.ServiceLoader}. */
  public ClassLabels() {}

  @Override
  public String task() {
    return "classification";
  }

  @Override
  public Targets learn(List<? extends Labelled> rows, Path file) {
    return Labels.of(rows);
  }

  @Override
  public Targets restore(List<String> names) {
    return Labels.inOrder(names);
  }
}
