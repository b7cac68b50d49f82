package io.github.sherl4j.importer.dl4j;

import io.github.sherl4j.importer.ImportOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Options that fix all sizes of an input but the batch. */
final class Pinned {

  private Pinned() {}

  static ImportOptions to(String input, INDArray like) {
    List<Long> sizes = new ArrayList<>(List.of(-1L));
    for (int i = 1; i < like.rank(); i++) {
      sizes.add(like.size(i));
    }
    return ImportOptions.pinned(Map.of(input, sizes));
  }
}
