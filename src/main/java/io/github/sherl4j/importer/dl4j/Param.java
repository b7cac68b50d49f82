package io.github.sherl4j.importer.dl4j;

import com.google.common.primitives.Ints;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One weight in the parameter vector.
 *
 * @param name its key in Deeplearning4j
 * @param order {@code c} or {@code f}
 * @param shape its sizes there
 * @param turn the order of its axes here
 * @param change what else is done to it, which keeps the shape; the result may be a view
 */
record Param(
    String name, char order, List<Long> shape, List<Integer> turn, UnaryOperator<INDArray> change) {

  static Param of(String name, char order, long... shape) {
    return new Param(
        name,
        order,
        IntStream.range(0, shape.length).mapToObj(i -> shape[i]).toList(),
        IntStream.range(0, shape.length).boxed().toList(),
        a -> a);
  }

  Param turned(int... axes) {
    return new Param(name, order, shape, Ints.asList(axes), change);
  }

  Param changed(UnaryOperator<INDArray> by) {
    return new Param(name, order, shape, turn, by);
  }

  long count() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** The sizes after turning. */
  List<Long> turnedShape() {
    return turn.stream().map(shape::get).toList();
  }
}
