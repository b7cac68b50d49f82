package io.github.sherl4j.image;

import com.google.common.base.Splitter;
import com.google.common.primitives.Floats;
import io.github.sherl4j.BadInputException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One number for red, green and blue each, of values from 0 to 1.
 *
 * @param values three finite numbers
 */
record ColourValues(List<Float> values) {

  /** Means that published models were trained with. */
  static final Map<String, String> MEANS =
      Map.of("imagenet", "0.485,0.456,0.406", "cifar", "0.4914,0.4822,0.4465");

  /** The standard deviations that go with them. */
  static final Map<String, String> DEVIATIONS =
      Map.of("imagenet", "0.229,0.224,0.225", "cifar", "0.247,0.2435,0.2616");

  /**
   * Reads a name, one number for all colours, or three with commas between them.
   *
   * @param above the numbers are larger than this
   * @throws BadInputException if it is none of these
   */
  static ColourValues of(String text, String option, Map<String, String> names, float above) {
    List<Float> numbers =
        Splitter.on(',')
            .trimResults()
            .splitToStream(names.getOrDefault(text, text))
            .map(part -> number(part, above))
            .toList();
    if (numbers.contains(Float.NaN) || (numbers.size() != 1 && numbers.size() != Pixels.COLOURS)) {
      throw new BadInputException(
          option + " " + text,
          "one number or three (R,G,B)"
              + (above == 0 ? " above 0" : "")
              + ", or one of "
              + names.keySet().stream().sorted().collect(Collectors.joining(", ")),
          "the options for pictures",
          "take the values that the model was trained with");
    }
    float first = numbers.get(0);
    return new ColourValues(numbers.size() == 1 ? List.of(first, first, first) : numbers);
  }

  private static float number(String text, float above) {
    boolean plain = !text.isEmpty() && !Character.isLetter(text.charAt(text.length() - 1));
    Float value = plain ? Floats.tryParse(text) : null; // Java would take a type letter at the end
    return value != null && Float.isFinite(value) && value > above ? value : Float.NaN;
  }

  @Override
  public String toString() {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
