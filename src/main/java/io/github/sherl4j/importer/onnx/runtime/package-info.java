/**
 * ONNX Runtime as a second opinion.
 *
 * <p>The library is optional. {@link io.github.sherl4j.importer.onnx.runtime.OnnxRuntimeProvider}
 * is found by {@link java.util.ServiceLoader} and touches none of its classes; only {@code
 * OnnxRuntime} does, and where it cannot be loaded the user is told what to add. Optimisations are
 * off, so that every tensor of the file exists.
 *
 * <p>{@link io.github.sherl4j.importer.onnx.runtime.OrtForwardProvider} runs the frozen part of a
 * model in the same way, for speed: {@code OrtForward}, with optimisations.
 */
package io.github.sherl4j.importer.onnx.runtime;
