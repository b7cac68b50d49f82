/**
 * From a model file to one SameDiff graph that still knows the names of its file.
 *
 * <p>{@link io.github.sherl4j.importer.Backbones} looks at the first bytes of a file and hands it
 * to the {@link io.github.sherl4j.importer.BackboneImporter} of its format. What comes back is a
 * {@link io.github.sherl4j.importer.Backbone}: the graph, the fingerprint of the file, and the list
 * of operators that later steps read to find repeated blocks. Foreign bytes are bounds-checked
 * before anything is allocated; only the project's own exceptions come out.
 */
package io.github.sherl4j.importer;
