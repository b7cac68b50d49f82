/** The layers of Keras, one class a family; see {@link io.github.sherl4j.importer.keras}. */
package io.github.sherl4j.importer.keras.layers;
