package io.github.sherl4j.importer.dl4j;

import io.github.sherl4j.importer.ImportOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Options that fix all sizes of inputs but the batch. */
final class Pinned {

  private Pinned() {}

  /** A single one is called {@code input}, several are {@code a}, {@code b} and so on. */
  static ImportOptions all(INDArray... fed) {
    Map<String, List<Long>> shapes = new HashMap<>();
    for (int n = 0; n < fed.length; n++) {
      List<Long> sizes = new ArrayList<>(List.of(-1L));
      for (int i = 1; i < fed[n].rank(); i++) {
        sizes.add(fed[n].size(i));
      }
      shapes.put(fed.length == 1 ? NetworkReader.INPUT : Same.name(n), sizes);
    }
    return ImportOptions.pinned(shapes);
  }
}
