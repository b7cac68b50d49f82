/** The layers, one class a family; see {@link io.github.sherl4j.importer.layers}. */
package io.github.sherl4j.importer.layers.family;
