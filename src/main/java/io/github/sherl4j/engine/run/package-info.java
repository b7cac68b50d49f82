/**
 * How graphs are executed.
 *
 * <p>A {@link io.github.sherl4j.engine.run.GraphRunner} runs one graph for a fixed set of results.
 * {@link io.github.sherl4j.engine.run.Runners} makes them. For each set of input shapes the graph
 * is compiled once, which {@code Layout} drives: {@code Sizes} infers every shape, {@code
 * Lowerings} turn ops into calls without needless work, {@code Recompute} has the backward pass
 * compute cheap tensors again, {@code Chains} join calls that work row by row, {@code Order}
 * chooses the sequence that frees memory soonest, {@code Placement} gives every tensor its place in
 * one {@code Arena}, and a {@code Program} runs the steps. All of it but the arena follows from
 * shapes alone, which is how memory is known before training. What cannot be compiled runs through
 * SameDiff's own session.
 */
package io.github.sherl4j.engine.run;
