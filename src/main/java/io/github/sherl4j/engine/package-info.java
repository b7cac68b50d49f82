/**
 * The seam to SameDiff: everything that works around ND4J 1.0.0-M2.1 lives here, once, beside the
 * landmine it avoids.
 *
 * <p>{@link io.github.sherl4j.engine.run.GraphRunner} executes a graph with memory that is counted
 * and given back; {@link io.github.sherl4j.engine.GradientGraph} derives the backward graph and
 * proves where it ends; {@link io.github.sherl4j.engine.Surgery} rewires a graph; the {@code Safe*}
 * classes build the ops whose native form is wrong. Other packages build and run graphs through
 * these; {@code engine.run} executes them.
 */
package io.github.sherl4j.engine;
