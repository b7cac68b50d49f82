package io.github.sherl4j.train.data;

import java.nio.file.Path;
import java.util.List;

/** {@code regression}: labels are numbers, such as {@code 2.75}. */
public final class NumberLabels implements LabelCodec {

  /** For {@link java.util.ServiceLoader}. */
  public NumberLabels() {}

  @Override
  public String task() {
    return "regression";
  }

  @Override
  public Targets learn(List<? extends Labelled> rows, Path file) {
    Targets numbers = new Numbers();
    rows.forEach(row -> numbers.read(row, file.toString()));
    return numbers;
  }

  @Override
  public Targets restore(List<String> names) {
    return new Numbers();
  }
}
