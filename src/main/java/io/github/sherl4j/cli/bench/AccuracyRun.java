package io.github.sherl4j.cli.bench;

/**
 * What one run of a row reached.
 *
 * @param seed of start values, dropout and data order
 * @param percent of test rows told right
 * @param steps optimiser steps taken
 * @param trainLoss mean loss of the last tenth of the steps
 * @param trainableParameters elements trained, head included
 * @param cpuSecondsPerStep mean CPU time of a step over all threads
 * @param wallSeconds elapsed time, opening the model and testing included
 */
public record AccuracyRun(
    long seed,
    double percent,
    long steps,
    double trainLoss,
    long trainableParameters,
    double cpuSecondsPerStep,
    double wallSeconds) {}
