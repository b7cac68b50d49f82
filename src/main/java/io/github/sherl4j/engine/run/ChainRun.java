package io.github.sherl4j.engine.run;

import java.util.List;

/** All calls of a chain, block by block. */
record ChainRun(List<Call> calls) implements Running {

  @Override
  public void run() {
    calls.forEach(Call::run);
  }

  @Override
  public void close() {
    calls.forEach(Call::close);
  }
}
