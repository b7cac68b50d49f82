package io.github.sherl4j.engine.run;

import java.util.List;

/** All calls of a chain, block by block; the lanes run at the same time, each its own blocks. */
record ChainRun(List<List<Call>> lanes) implements Running {

  @Override
  public void run() {
    OneNativeThread.during(
        () ->
            Lanes.run(
                lanes.stream().<Runnable>map(lane -> () -> lane.forEach(Call::run)).toList()));
  }

  @Override
  public int calls() {
    return lanes.stream().mapToInt(List::size).sum();
  }

  @Override
  public void close() {
    lanes.forEach(lane -> lane.forEach(Call::close));
  }
}
