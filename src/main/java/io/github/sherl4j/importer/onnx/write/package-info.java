/**
 * SHERL4J to ONNX.
 *
 * <p>{@link io.github.sherl4j.importer.onnx.write.EncoderModel} writes a BERT-like encoder with
 * random weights, of any size that a file can hold, for tests and measurements on shapes whose real
 * weights are not at hand; {@link io.github.sherl4j.importer.onnx.write.PictureModel}s are a vision
 * transformer and a residual network. {@link io.github.sherl4j.importer.onnx.write.OnnxWeights}
 * copies a model file with some of its weights replaced, which is how trained late layers leave for
 * other ONNX runtimes.
 *
 * <p>Tensors go straight to the file; no model is ever held as a whole. Files are replaced wholly
 * or not at all ({@link io.github.sherl4j.format.AtomicFiles}). Everything here is stateless or
 * immutable and may be used from several threads.
 */
package io.github.sherl4j.importer.onnx.write;
