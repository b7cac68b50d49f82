package io.github.sherl4j.engine;

import com.google.common.collect.MapMaker;
import java.util.Map;
import java.util.Optional;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Weights whose numbers are still in the model's file. A stand-in has type and shape of the weight
 * and the memory of one number, NaN, so that whatever reads it by mistake shows. Plans read the
 * numbers right before the call that needs them ({@code engine.run}); whoever looks at numbers asks
 * here. Thread-safe.
 */
public final class StandIns {

  /** Where each stand-in's numbers are; by identity, for as long as somebody holds it. */
  private static final Map<INDArray, Source> SOURCES = new MapMaker().weakKeys().makeMap();

  private StandIns() {}

  /** Numbers of one weight. Thread-safe. */
  @FunctionalInterface
  public interface Source {
    /**
     * Fills an array of the weight's type and shape, C order.
     *
     * @throws io.github.sherl4j.SherlException if the file is not what it was
     */
    void read(INDArray into);
  }

  /** An array of that type and shape, at least rank 1, with the memory of one element. */
  public static INDArray of(DataType type, long[] shape, Source source) {
    INDArray element = Nd4j.createUninitializedDetached(type, 1).assign(Double.NaN);
    INDArray standIn = Nd4j.create(element.data(), shape, new long[shape.length], 0, 'c', type);
    SOURCES.put(standIn, source);
    return standIn;
  }

  /** Where the numbers of an array are, if it is a stand-in. */
  public static Optional<Source> source(INDArray array) {
    return Optional.ofNullable(SOURCES.get(array));
  }

  /** The array of a constant or variable, null if it has none; a stand-in is replaced for good. */
  public static INDArray value(SDVariable v) {
    INDArray array = v.getArr();
    if (array == null || source(array).isEmpty()) {
      return array;
    }
    INDArray read = read(array);
    v.getSameDiff().associateArrayWithVariable(read, v);
    INDArray now = v.getArr();
    if (now.data().address() != read.data().address()) {
      throw new IllegalStateException("the numbers of " + v.name() + " were copied");
    }
    return now;
  }

  /** Replaces every stand-in of a graph, for what cannot read them piece by piece. */
  public static void load(SameDiff graph) {
    for (SDVariable v : graph.variables()) {
      if (v.isConstant()) {
        value(v);
      }
    }
  }

  /** The numbers of an array for a look at them; closing it closes only what was read for it. */
  public static Look look(INDArray array) {
    boolean stands = source(array).isPresent();
    return new Look(stands ? read(array) : array, stands);
  }

  /**
   * Numbers to look at.
   *
   * @param array with all its memory
   * @param own whether closing this closes it
   */
  public record Look(INDArray array, boolean own) implements AutoCloseable {
    @Override
    public void close() {
      if (own) {
        array.close();
      }
    }
  }

  private static INDArray read(INDArray standIn) {
    Source source = source(standIn).orElseThrow();
    INDArray read = Nd4j.createUninitializedDetached(standIn.dataType(), standIn.shape());
    source.read(read);
    return read;
  }
}
