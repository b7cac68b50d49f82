package io.github.sherl4j.cli;

import me.tongfei.progressbar.ProgressBar;

/** The progress bar of a pass over data; drawn only if there is something to do. */
final class BuildProgress implements AutoCloseable {

  private final String task;
  private ProgressBar bar;

  BuildProgress(String task) {
    this.task = task;
  }

  void rows(long done, long total) {
    bar = bar == null ? Progress.bar(task, " rows") : bar;
    bar.maxHint(total);
    bar.stepTo(done);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
