/**
 * ONNX to SameDiff.
 *
 * <p>A file is read ({@code OnnxFile}) and checked as a whole, its operators are looked up in a
 * table that plugins can extend ({@link io.github.sherl4j.importer.onnx.OpMapper}), and only then
 * is a graph built: one pass over the nodes, in which shapes are inferred symbolically and integer
 * arithmetic is folded in Java. Integer shape arithmetic never reaches native code.
 */
package io.github.sherl4j.importer.onnx;
