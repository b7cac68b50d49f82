/**
 * Models described in layers, as Keras and Deeplearning4j keep them.
 *
 * <p>A reader of a file makes a {@link io.github.sherl4j.importer.layers.LayerGraph}: layers with
 * their settings in the words of Keras, and the calls between them. {@link
 * io.github.sherl4j.importer.layers.LayerModels} lets one {@link
 * io.github.sherl4j.importer.layers.LayerMapper} a layer family add them to the graph. A layer's
 * output tensor carries the layer's name; weights are {@code <layer>/<role>}, such as {@code
 * dense_1/kernel}.
 */
package io.github.sherl4j.importer.layers;
