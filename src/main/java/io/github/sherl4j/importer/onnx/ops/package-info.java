/**
 * The operators of ONNX, a family a class. Each entry reads its operands, works out the shape of
 * its result, and either folds known elements or adds operations to the graph.
 */
package io.github.sherl4j.importer.onnx.ops;
