/**
 * How graphs are executed.
 *
 * <p>A {@link io.github.sherl4j.engine.run.GraphRunner} runs one graph for a fixed set of results.
 * {@link io.github.sherl4j.engine.run.Runners} makes them. For each set of input shapes the graph
 * is compiled once: {@code Sizes} infers every shape, {@code Lowerings} turn ops into steps without
 * needless work, {@code Order} chooses the sequence that frees memory soonest, {@code Placement}
 * gives every tensor its place in one {@code Arena}, and a {@code Program} runs the steps. All of
 * it but the arena follows from shapes alone, which is how memory is known before training. What
 * cannot be compiled runs through SameDiff's own session.
 */
package io.github.sherl4j.engine.run;
