package io.github.sherl4j.importer;

import io.github.sherl4j.BadInputException;
import io.github.sherl4j.internal.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Compares arrays with the inputs of a model before native code sees them: it checks neither the
 * shape of a placeholder nor the indices of a lookup.
 *
 * @param inputs what the model takes
 * @param dims name of every dimension of an input; equal names are equal numbers
 * @param limits inputs that are indices, with the number of rows they index
 */
record InputCheck(
    List<TensorInfo> inputs, Map<String, List<String>> dims, Map<String, Long> limits) {

  InputCheck {
    inputs = List.copyOf(inputs);
    dims = Map.copyOf(dims);
    limits = Map.copyOf(limits);
  }

  void check(Map<String, INDArray> arrays) {
    List<String> names = inputs.stream().map(TensorInfo::name).toList();
    for (String given : arrays.keySet()) {
      if (!names.contains(given)) {
        throw bad(
            "an array for " + given, "inputs " + names, given, Names.didYouMean(given, names));
      }
    }
    Map<String, Long> sizes = new HashMap<>();
    for (TensorInfo in : inputs) {
      INDArray array = arrays.get(in.name());
      if (array == null) {
        throw bad("no array", in.dtype() + " " + in.shape(), in.name(), "feed every input");
      }
      check(in, array, sizes);
    }
  }

  private void check(TensorInfo in, INDArray array, Map<String, Long> sizes) {
    if (array.dataType() != in.dtype()) {
      throw bad(array.dataType().toString(), in.dtype().toString(), in.name(), "cast the array");
    }
    if (array.rank() != in.rank()) {
      throw bad("rank " + array.rank(), "rank " + in.rank(), in.name(), "reshape the array");
    }
    List<String> own = dims.getOrDefault(in.name(), List.of());
    for (int i = 0; i < in.rank(); i++) {
      long size = array.size(i);
      long fixed = in.shape().get(i);
      if (fixed >= 0 && size != fixed) {
        throw bad(
            "size " + size + " of axis " + i,
            "size " + fixed,
            in.name(),
            "the model was exported for this size; export it with dynamic axes for another");
      }
      if (size < 1) {
        throw bad("size " + size + " of axis " + i, "at least 1", in.name(), "feed some rows");
      }
      Long seen = fixed >= 0 || i >= own.size() ? null : sizes.putIfAbsent(own.get(i), size);
      if (seen != null && seen != size) {
        throw bad(
            "size " + size + " of axis " + i + " (" + own.get(i) + ")",
            seen + ", as in another input",
            in.name(),
            "feed arrays of one batch and length");
      }
    }
    if (limits.containsKey(in.name())) {
      indices(in.name(), array, limits.get(in.name()));
    }
  }

  private static void indices(String name, INDArray array, long rows) {
    long least = array.minNumber().longValue();
    long largest = array.maxNumber().longValue();
    if (least < 0 || largest >= rows) {
      throw bad(
          "index " + (least < 0 ? least : largest),
          "indices 0 to " + (rows - 1),
          name,
          "use the tokenizer that belongs to the model");
    }
  }

  private static BadInputException bad(String found, String expected, String input, String remedy) {
    return new BadInputException(found, expected, "input " + input, remedy);
  }
}
