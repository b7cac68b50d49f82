package io.github.sherl4j.importer.layers;

import com.google.common.primitives.Longs;
import io.github.sherl4j.CorruptFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;

/** The weights of one layer, handed out in the order of the file; calls of a layer share them. */
final class LayerWeights {

  private final LayerSpec layer;
  private final List<StoredWeight> stored;
  private final Map<String, SDVariable> known = new LinkedHashMap<>();

  LayerWeights(LayerSpec layer, List<StoredWeight> stored) {
    this.layer = layer;
    this.stored = new ArrayList<>(stored);
  }

  SDVariable known(String role) {
    return known.get(role);
  }

  void known(String role, SDVariable variable) {
    known.put(role, variable);
  }

  int left() {
    return stored.size() - known.size();
  }

  /** The next one, which must have this shape; −1 is any size. */
  StoredWeight next(String role, long... shape) {
    if (known.size() >= stored.size()) {
      throw corrupt("only " + stored.size() + " weights", "another one, " + role);
    }
    StoredWeight weight = stored.get(known.size());
    boolean fits = weight.shape().size() == shape.length;
    for (int i = 0; fits && i < shape.length; i++) {
      fits = shape[i] < 0 || shape[i] == weight.shape().get(i);
    }
    if (!fits) {
      throw corrupt(
          weight.name() + " of shape " + weight.shape(), role + " of shape " + Longs.asList(shape));
    }
    return weight;
  }

  /** Shapes of all, for mappers that meet several layouts. */
  List<List<Long>> shapes() {
    return stored.stream().map(StoredWeight::shape).toList();
  }

  CorruptFileException corrupt(String found, String expected) {
    return new CorruptFileException(
        found, expected, layer.config().where(), "save the model again");
  }
}
