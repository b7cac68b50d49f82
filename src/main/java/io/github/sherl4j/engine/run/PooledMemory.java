package io.github.sherl4j.engine.run;

import com.google.common.collect.Sets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.nd4j.autodiff.samediff.internal.memory.AbstractMemoryMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Counts every byte a session asks for, and hands out views into blocks that are used again: the
 * smallest free one of at most 1.5 times the size. Blocks that a run had no use for are given back
 * when it ends, all of them by {@link #close()}.
 *
 * <p>Avoids: the stock manager keeps released arrays in a cache of up to a quarter of the JavaCPP
 * limit and never releases gradients; a process that closes arrays after use grows with every step
 * on {@code onednn-avx2} binaries.
 */
final class PooledMemory extends AbstractMemoryMgr {

  private static final double SLACK = 1.5;

  private record Lent(INDArray block, long bytes) {}

  private final Map<DataType, TreeMap<Long, Deque<INDArray>>> free = new EnumMap<>(DataType.class);
  private final Map<Long, Lent> live = new HashMap<>();
  private final Set<INDArray> used = Sets.newIdentityHashSet();
  private long liveBytes;
  private long peakBytes;
  private long blockBytes;

  @Override
  public INDArray allocate(boolean detached, DataType dtype, long... shape) {
    Sized sized = new Sized(dtype, shape);
    INDArray block = block(dtype, sized.length());
    INDArray array = Views.of(block, sized, 0);
    live.put(array.getId(), new Lent(block, sized.length() * dtype.width()));
    liveBytes += sized.length() * dtype.width();
    peakBytes = Math.max(peakBytes, liveBytes);
    return array;
  }

  @Override
  public INDArray allocate(boolean detached, LongShapeDescriptor descriptor) {
    return descriptor.isEmpty()
        ? Nd4j.create(descriptor)
        : allocate(detached, descriptor.dataType(), descriptor.getShape());
  }

  private INDArray block(DataType type, long length) {
    TreeMap<Long, Deque<INDArray>> sizes = free.computeIfAbsent(type, t -> new TreeMap<>());
    Map.Entry<Long, Deque<INDArray>> fitting = sizes.ceilingEntry(length);
    INDArray block;
    if (fitting != null && fitting.getKey() <= length * SLACK) {
      block = fitting.getValue().pop();
      if (fitting.getValue().isEmpty()) {
        sizes.remove(fitting.getKey());
      }
    } else {
      block = Nd4j.createUninitializedDetached(type, length);
      blockBytes += length * type.width();
    }
    used.add(block);
    return block;
  }

  @Override
  public void release(INDArray array) {
    Lent lent = live.remove(array.getId());
    if (lent != null) {
      liveBytes -= lent.bytes();
      giveBack(lent.block());
    }
  }

  private void giveBack(INDArray block) {
    free.computeIfAbsent(block.dataType(), t -> new TreeMap<>())
        .computeIfAbsent(block.length(), l -> new ArrayDeque<>())
        .push(block);
  }

  /** Takes back whatever a run left behind: its outputs and gradients. */
  void endRun() {
    live.values().forEach(lent -> giveBack(lent.block()));
    live.clear();
    liveBytes = 0;
  }

  /** Also gives back what the run before had no use for. */
  void startRun() {
    peakBytes = liveBytes;
    if (!used.isEmpty()) {
      dropUnless(used);
      used.clear();
    }
  }

  private void dropUnless(Set<INDArray> kept) {
    for (TreeMap<Long, Deque<INDArray>> sizes : free.values()) {
      sizes.values().forEach(blocks -> blocks.removeIf(b -> !kept.contains(b) && dropped(b)));
      sizes.values().removeIf(Deque::isEmpty);
    }
  }

  private boolean dropped(INDArray block) {
    blockBytes -= block.length() * block.dataType().width();
    block.close();
    return true;
  }

  MemoryUse use() {
    return new MemoryUse(liveBytes, peakBytes);
  }

  /** Bytes of all blocks, lent or free. */
  long blockBytes() {
    return blockBytes;
  }

  @Override
  public void close() {
    endRun();
    dropUnless(Set.of());
    used.clear();
  }
}
