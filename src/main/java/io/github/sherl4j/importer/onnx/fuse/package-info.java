/**
 * Patterns that exporters compose of several operators and that have one fast, differentiable form.
 *
 * <p>A {@link io.github.sherl4j.importer.onnx.fuse.Fusion} looks backwards from one operator, the
 * root, which is about to be added to the graph. If the operators before it are its pattern, it
 * says what the whole reads and how it is written with few operations; the result keeps the name of
 * the root's tensor. {@link io.github.sherl4j.importer.onnx.fuse.Fusions} lists all patterns.
 *
 * <ul>
 *   <li>LayerNorm: (x − mean) / √(variance + epsilon) over the last axis, with one reduction for
 *       the squares, whose array training then need not keep; the time is that of the composed
 *       form. Gain and bias stay the product and the sum that they are. The native {@code
 *       layer_norm} is no such form: it has its own epsilon, added to the standard deviation, and
 *       takes longer.
 *   <li>RMSNorm: x / √(mean of squares + epsilon) over the last axis, likewise.
 *   <li>GELU, exact and in its tanh form, however its factors are ordered. The tanh form becomes a
 *       sigmoid, with a forward pass in a third of the time; the exact one takes the same time.
 *   <li>Transposed product: a·bᵀ of attention reads b as it is, where only its last two axes are
 *       swapped. Softmax, scale and mask are one operation each already. The scale is not moved
 *       into q: the scores have fewer elements than q where rows are shorter than a head is wide,
 *       and lengths are only known when the model runs.
 * </ul>
 *
 * SiLU is not here: x·sigmoid(x) is two operations, and the gradient of the native {@code swish} is
 * NaN above 44 in float.
 */
package io.github.sherl4j.importer.onnx.fuse;
