/**
 * ONNX to SameDiff.
 *
 * <p>A file is read and checked ({@link io.github.sherl4j.importer.onnx.OnnxModel}) as a whole, but
 * for the numbers of its weights, which stay in the file until they become arrays. Its operators
 * are looked up in a table that plugins can extend ({@link
 * io.github.sherl4j.importer.onnx.OpMapper}), and only then is a graph built: one pass over the
 * nodes, in which shapes are inferred symbolically and integer arithmetic is folded in Java.
 * Integer shape arithmetic never reaches native code.
 */
package io.github.sherl4j.importer.onnx;
