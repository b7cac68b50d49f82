/**
 * Layers and vertices that only Deeplearning4j has, one class a family.
 *
 * <p>The readers beside this package put a network in the words of {@code importer.layers}: the
 * layers that Keras has too go to its mappers, the rest to the mappers here, which ServiceLoader
 * finds like any other's.
 */
package io.github.sherl4j.importer.dl4j.emit;
