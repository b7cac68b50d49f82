/**
 * SameDiff graphs as backbones, in memory or from a file.
 *
 * <p>{@link io.github.sherl4j.importer.samediff.SameDiffs} rebuilds the part of a graph that its
 * outputs need; the given graph is never changed. A file is a container of ours ({@code .sdz}): a
 * header, the graph as SameDiff writes it, and a SHA-256 over all of it that is checked before
 * native code sees a byte, because a damaged {@code .fb} can end the JVM. A bare {@code .fb} is
 * refused with the command that wraps it.
 *
 * <p>Operators whose results are wrong or that can end the JVM are refused, all at once; some
 * without a right gradient are rebuilt of others that have one, the rest may only lie below the
 * taps ({@link io.github.sherl4j.engine.GradientGaps}).
 */
package io.github.sherl4j.importer.samediff;
