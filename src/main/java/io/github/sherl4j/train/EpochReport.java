package io.github.sherl4j.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One evaluation on held-out data.
 *
 * @param epoch epochs that were complete, from 1; the last one may be incomplete
 * @param step optimiser steps taken so far
 * @param metrics the task's metrics
 * @param score the metric that decides between states; larger is better
 * @param best whether it was better than all before
 */
public record EpochReport(
    int epoch, long step, Map<String, Number> metrics, double score, boolean best) {

  /** Defensive copy that keeps the order. */
  public EpochReport {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
