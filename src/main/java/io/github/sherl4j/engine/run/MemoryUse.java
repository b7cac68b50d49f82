package io.github.sherl4j.engine.run;

/**
 * Bytes a runner holds outside weights and optimiser state.
 *
 * @param liveBytes handed out and not yet given back, now
 * @param peakBytes largest {@code liveBytes} of the last run
 */
public record MemoryUse(long liveBytes, long peakBytes) {}
