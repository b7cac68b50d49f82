/**
 * DISCOVER: from a backbone's operators to its repeated blocks, the tensors between them, and what
 * the late layers need besides.
 *
 * <p>How it works, in the order of the classes: a {@link io.github.sherl4j.discover.Graph} says who
 * makes and who reads each tensor. A {@link io.github.sherl4j.discover.Trunk} is the floating-point
 * data path from where an input becomes data to a model output, cut into {@link
 * io.github.sherl4j.discover.Part}s wherever all data passes through one tensor. Parts that fork,
 * do weighted work and add or concatenate their way back are the spine; {@link
 * io.github.sherl4j.discover.Grouping} finds the pattern that repeats along it ({@link
 * io.github.sherl4j.discover.Tandem}, by {@link io.github.sherl4j.discover.Signature}), or, in
 * convolutional networks, takes each with the bottlenecks between them ({@link
 * io.github.sherl4j.discover.Segments}). A {@link io.github.sherl4j.discover.Route} does so for
 * every input and output, and {@link io.github.sherl4j.discover.Assembly} gives each block its
 * operators and weights.
 *
 * <p>The result is a {@link io.github.sherl4j.discover.BlockMap} of {@link
 * io.github.sherl4j.discover.Chain}s. Names are never read: renaming every tensor changes nothing.
 */
package io.github.sherl4j.discover;
