package io.github.sherl4j.importer.layers;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.importer.ImportOptions;
import io.github.sherl4j.internal.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sizes that a user pins: those of an input where the model leaves them open. */
final class Pins {

  private Pins() {}

  /**
   * Refuses what does not fit the inputs.
   *
   * @throws BadInputException naming the input
   */
  static void check(LayerGraph model, ImportOptions options, String where) {
    if (options.externalData()) {
      throw new BadInputException(
          "weights in other files",
          "all weights inside the file, as this format keeps them",
          where,
          "leave --allow-external-data out");
    }
    List<String> inputs = model.inputs().stream().map(TensorRef::layer).toList();
    Long batch = null;
    for (Map.Entry<String, List<Long>> e : options.shapes().entrySet()) {
      String name = e.getKey();
      if (!inputs.contains(name)) {
        throw bad(
            "no input " + name, "an input of the model", name, Names.didYouMean(name, inputs));
      }
      List<Long> declared = model.layer(name).inputShape();
      List<Long> wanted = e.getValue();
      if (declared.size() != wanted.size()) {
        throw bad(
            wanted.size() + " dimensions " + wanted,
            declared.size() + " dimensions, as in " + declared,
            name,
            "give a number or -1 for every dimension");
      }
      for (int axis = 0; axis < wanted.size(); axis++) {
        axis(name, axis, declared.get(axis), wanted.get(axis));
      }
      if (batch != null && !batch.equals(wanted.get(0))) {
        throw bad(
            "batch " + wanted.get(0),
            "batch " + batch,
            name,
            "pin all inputs to one number of rows");
      }
      batch = wanted.get(0);
    }
  }

  private static void axis(String input, int axis, long declared, long size) {
    if (size != -1 && (size < 1 || size > Integer.MAX_VALUE)) {
      throw bad("size " + size + " of axis " + axis, "1 to 2^31, or -1", input, "correct it");
    }
    if (declared >= 0 && declared != size) {
      throw bad(
          (size == -1 ? "a dynamic axis " : "size " + size + " of axis ") + axis,
          "size " + declared + ", which the model fixes",
          input,
          "keep this size, or save the model with this axis open");
    }
  }

  /** The shape of an input with what is pinned of it; rows that one input pins hold for all. */
  static List<Long> of(LayerSpec input, ImportOptions options) {
    List<Long> shape = new ArrayList<>(input.inputShape());
    List<Long> wanted = options.shapes().getOrDefault(input.name(), List.of());
    for (int axis = 0; axis < wanted.size(); axis++) {
      shape.set(axis, wanted.get(axis));
    }
    if (shape.get(0) < 0) {
      shape.set(0, options.shapes().values().stream().map(s -> s.get(0)).findFirst().orElse(-1L));
    }
    return shape;
  }

  private static BadInputException bad(String found, String expected, String input, String remedy) {
    return new BadInputException(found, expected, "input " + input, remedy);
  }
}
