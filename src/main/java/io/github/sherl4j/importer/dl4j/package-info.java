/**
 * Deeplearning4j networks as backbones: files of its model serialiser, and networks in memory.
 *
 * <p>{@code configuration.json} is read as plain JSON into a {@link
 * io.github.sherl4j.importer.dl4j.Network}; a fixed table says every layer in the words of {@code
 * importer.layers}, whose mappers build the graph, and which slice of the parameter vector holds
 * which weight. What only Deeplearning4j has is in {@code importer.dl4j.emit}.
 *
 * <p>Inside the graph maps are [batch, height, width, channels] and sequences [batch, time,
 * features], whichever way the network has them, so that blocks, taps and heads mean the same in
 * every model. A network with channels first is turned once where its data comes in ({@code
 * <input>/channels_last}) and once where a result leaves ({@code <layer>/channels_first}); inputs
 * and outputs are as the network has them. Masks are arguments of Deeplearning4j's methods, not
 * part of a network: here every step counts, as with {@code output(x)}.
 */
package io.github.sherl4j.importer.dl4j;
