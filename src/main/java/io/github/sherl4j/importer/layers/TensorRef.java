package io.github.sherl4j.importer.layers;

/**
 * One result of one call of a layer.
 *
 * @param layer name of the layer
 * @param call which of its calls
 * @param output which of the call's results
 */
public record TensorRef(String layer, int call, int output) {}
