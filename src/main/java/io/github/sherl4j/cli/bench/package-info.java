/**
 * What {@code sherl bench} is made of. {@link AccuracyPlan} reads the rows to measure from a
 * resource: each is the options of one {@code sherl train} command with what it must reach. {@link
 * AccuracyResults} keeps the runs and gives the verdicts, {@link AccuracyFile} lets a run that was
 * interrupted go on, {@link AccuracyText} prints the table.
 *
 * <p>{@link MemoryBench} trains a {@link MemoryShape} by a {@link MemoryMethod} for a few steps and
 * gives a {@link MemoryRow}: what was allocated beside what was planned from shapes alone; {@link
 * MemoryText} prints them.
 *
 * <p>{@link SpeedBench} times a {@link SpeedMethod} on the same shapes and gives a {@link
 * SpeedRow}; {@link SpeedText} prints them.
 */
package io.github.sherl4j.cli.bench;
