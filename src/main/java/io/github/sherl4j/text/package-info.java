/**
 * Text data, from a file of rows to the batches that training reads.
 *
 * <ol>
 *   <li>{@link io.github.sherl4j.text.TsvReader} reads {@link io.github.sherl4j.text.TextRow}s and
 *       names the line of anything wrong.
 *   <li>A {@link io.github.sherl4j.train.data.LabelCodec} says what their labels are.
 *   <li>{@link io.github.sherl4j.text.Tokenizers} opens a tokenizer file through the {@link
 *       io.github.sherl4j.text.TextTokenizerProvider}s on the class path; the built-in ones read
 *       HuggingFace's {@code tokenizer.json} and BERT's {@code vocab.txt} (turned into such a
 *       description in memory) with the optional library {@code ai.djl.huggingface:tokenizers}.
 *       Nothing here uses the network.
 *   <li>{@link io.github.sherl4j.text.TextData} holds what the tokenizer made of the rows, as int
 *       arrays, unpadded.
 *   <li>{@link io.github.sherl4j.text.TextBatches} pads and shuffles them into int arrays [batch,
 *       tokens] for the backbone's inputs. The order of an epoch follows from seed and epoch alone,
 *       so a run can stop anywhere and go on.
 *   <li>{@link io.github.sherl4j.text.LabelledTexts} is all of it at once, for most programs.
 * </ol>
 *
 * <p>Rows and tokenizer files are untrusted; the native tokenizer library is trusted not to crash
 * on them. Data objects are immutable; tokenizers and batches belong to one thread.
 */
package io.github.sherl4j.text;
