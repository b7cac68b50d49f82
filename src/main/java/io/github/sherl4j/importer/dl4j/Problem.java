package io.github.sherl4j.importer.dl4j;

/**
 * A layer that cannot be said in the words of {@code importer.layers}.
 *
 * @param node the layer
 * @param remedy why not, and what to do
 */
record Problem(Node node, String remedy) {}
