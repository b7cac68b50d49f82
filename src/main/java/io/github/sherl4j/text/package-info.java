/**
 * Text in: {@link io.github.sherl4j.text.TsvReader} reads labelled rows, {@link
 * io.github.sherl4j.text.Tokenizers} opens a tokenizer file, {@link
 * io.github.sherl4j.text.TextBatches} makes padded batches for a backbone's inputs.
 */
package io.github.sherl4j.text;
