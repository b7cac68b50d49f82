package io.github.sherl4j.engine.run;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.autodiff.samediff.internal.memory.AbstractMemoryMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Counts every byte a session asks for and gives native memory back at once.
 *
 * <p>Avoids: the stock manager keeps released arrays in a cache of up to a quarter of the JavaCPP
 * limit and never releases gradients, so the process grows with every step.
 */
final class ClosingMemory extends AbstractMemoryMgr {

  private final Map<Long, INDArray> live = new HashMap<>();
  private long liveBytes;
  private long peakBytes;

  @Override
  public INDArray allocate(boolean detached, DataType dtype, long... shape) {
    return register(Nd4j.createUninitializedDetached(dtype, shape));
  }

  @Override
  public INDArray allocate(boolean detached, LongShapeDescriptor descriptor) {
    return descriptor.isEmpty()
        ? register(Nd4j.create(descriptor))
        : register(Nd4j.createUninitializedDetached(descriptor.dataType(), descriptor.getShape()));
  }

  @Override
  public void release(INDArray array) {
    if (live.remove(array.getId()) != null) {
      liveBytes -= bytes(array);
      closeArray(array);
    }
  }

  /** Gives back whatever a run left behind: its outputs and gradients. */
  void endRun() {
    live.values().forEach(ClosingMemory::closeArray);
    live.clear();
    liveBytes = 0;
  }

  void startRun() {
    peakBytes = liveBytes;
  }

  MemoryUse use() {
    return new MemoryUse(liveBytes, peakBytes);
  }

  @Override
  public void close() {
    endRun();
  }

  private INDArray register(INDArray array) {
    live.put(array.getId(), array);
    liveBytes += bytes(array);
    peakBytes = Math.max(peakBytes, liveBytes);
    return array;
  }

  private static void closeArray(INDArray array) {
    if (array.closeable() && !array.wasClosed()) {
      array.close();
    }
  }

  private static long bytes(INDArray array) {
    return array.isEmpty() ? 0 : array.length() * array.dataType().width();
  }
}
