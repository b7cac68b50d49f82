package io.github.sherl4j.train.features;

/**
 * What opening the features of a data set took.
 *
 * @param tensors tensors that the late part reads
 * @param views copies of each row
 * @param rows rows of the data
 * @param bytes of all files together
 * @param hits files, one for each tensor and view, that were complete
 * @param reused records that were there, one for each tensor, view and row
 * @param built records that were computed
 * @param buildSeconds wall time of that; 0 if nothing was
 * @param engine what ran the early part
 * @param realTokens whether padding is left out
 */
public record StoreReport(
    int tensors,
    int views,
    int rows,
    long bytes,
    int hits,
    long reused,
    long built,
    double buildSeconds,
    String engine,
    boolean realTokens) {}
