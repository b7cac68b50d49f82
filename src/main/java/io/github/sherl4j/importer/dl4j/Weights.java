package io.github.sherl4j.importer.dl4j;

import com.google.common.primitives.Ints;
import io.github.sherl4j.CorruptFileException;
import io.github.sherl4j.importer.layers.LayerSpec;
import io.github.sherl4j.importer.layers.StoredWeight;
import io.github.sherl4j.importer.layers.WeightSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Which slice of the parameter vector is which weight. Slices are copied when they are asked for.
 */
final class Weights implements WeightSource {

  private final Parameters parameters;
  private final String where;
  private final Map<String, List<StoredWeight>> known = new HashMap<>();
  private long next;

  Weights(Parameters parameters, String where) {
    this.parameters = parameters;
    this.where = where;
  }

  /**
   * Gives a layer the next numbers.
   *
   * @param params in the order of the vector
   * @param reading names of those that the layer's mapper asks for, in its order
   */
  void take(String layer, List<Param> params, List<String> reading) {
    Map<String, StoredWeight> own = new HashMap<>();
    for (Param p : params) {
      long count;
      try {
        count = p.count();
      } catch (ArithmeticException e) {
        count = Long.MAX_VALUE;
      }
      long from = next;
      if (count < 1 || count > parameters.length() - from) {
        throw corrupt(
            parameters.length() + " parameters",
            "more for layer " + layer + ", " + p.name() + " of shape " + p.shape());
      }
      next += count;
      own.put(
          p.name(),
          new StoredWeight(layer + "/" + p.name(), p.turnedShape(), t -> read(p, from, t)));
    }
    List<StoredWeight> ordered = new ArrayList<>();
    reading.forEach(name -> ordered.add(own.get(name)));
    known.put(layer, ordered);
  }

  /** All numbers must have found a layer. */
  void finish() {
    if (next != parameters.length()) {
      throw corrupt(parameters.length() + " parameters", next + ", which the layers have");
    }
  }

  private INDArray read(Param p, long from, DataType dtype) {
    INDArray flat = parameters.read(from, p.count(), dtype);
    long[] shape = p.shape().stream().mapToLong(Long::longValue).toArray();
    INDArray shaped = flat.reshape(p.order(), shape);
    INDArray turned = shape.length == 1 ? shaped : shaped.permute(Ints.toArray(p.turn()));
    INDArray changed = p.change().apply(turned);
    if (changed == flat) {
      return flat;
    }
    INDArray own = changed.dup('c');
    flat.close();
    return own;
  }

  @Override
  public List<StoredWeight> weights(LayerSpec layer, List<String> parts) {
    return known.getOrDefault(layer.fullName(), List.of());
  }

  @Override
  public String where() {
    return where;
  }

  private CorruptFileException corrupt(String found, String expected) {
    return new CorruptFileException(found, expected, where, "save the network again");
  }
}
