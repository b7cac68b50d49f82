package io.github.sherl4j.engine.run;

import java.util.List;

/** All calls of a chain, block by block. */
record ChainRun(List<Call> all) implements Running {

  @Override
  public void run() {
    OneNativeThread.during(() -> all.forEach(Call::run));
  }

  @Override
  public int calls() {
    return all.size();
  }

  @Override
  public void close() {
    all.forEach(Call::close);
  }
}
