package io.github.sherl4j.train.data;

import com.google.common.primitives.Doubles;
import io.github.sherl4j.BadInputException;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Targets that are numbers, within the range of 32-bit floats. */
final class Numbers implements Targets {

  @Override
  public List<String> names() {
    return List.of();
  }

  @Override
  public int width() {
    return 1;
  }

  @Override
  public double read(Labelled row, String file) {
    String label = row.label();
    // Java would take a type letter at the end, as in 3d or NaN.
    boolean plain = !label.isEmpty() && !Character.isLetter(label.charAt(label.length() - 1));
    Double value = plain ? Doubles.tryParse(label) : null;
    if (value == null || !Float.isFinite(value.floatValue())) {
      throw new BadInputException(
          "label '" + label + "'",
          "a finite number such as 2.75",
          file + ", " + row.place(),
          "correct or remove the line, or train with --task classification");
    }
    return value;
  }

  @Override
  public void write(double target, INDArray truth, long row) {
    truth.putScalar(row, 0, target);
  }

  @Override
  public Map<String, Object> answer(double[] logits) {
    return Map.of("value", logits[0]);
  }
}
