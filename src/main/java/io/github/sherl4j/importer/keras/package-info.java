/**
 * Keras files as backbones: {@code .h5} of Keras 1, 2 and 3 and {@code .keras} archives.
 *
 * <p>A {@link io.github.sherl4j.importer.keras.KerasImporter} recognises the container by its
 * content, reads the configuration as JSON and the weights as HDF5 (in Java, never native code),
 * and hands the layers to {@link io.github.sherl4j.importer.layers.LayerModels}. Maps stay NHWC and
 * weights stay as they lie in the file. A layer's output tensor carries the layer's name; weights
 * are {@code <layer>/<role>}, such as {@code dense_1/kernel}. No class name of a file is ever
 * loaded, so that a Lambda layer is what it says: unsupported.
 */
package io.github.sherl4j.importer.keras;
