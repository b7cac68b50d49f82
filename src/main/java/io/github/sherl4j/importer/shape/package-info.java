/**
 * Shapes whose dimensions may only be known when the model runs.
 *
 * <p>A {@link io.github.sherl4j.importer.shape.Dim} is a polynomial over the dynamic dimensions of
 * the model's inputs, kept in a canonical form so that equality can be decided. {@link
 * io.github.sherl4j.importer.shape.Elements} are the values of a tensor that is known while a model
 * is read: numbers, or dimensions. All integer shape arithmetic of an imported model happens here;
 * in native code an integer division by zero ends the JVM.
 */
package io.github.sherl4j.importer.shape;
