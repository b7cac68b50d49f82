package io.github.sherl4j.text.opennlp;

import opennlp.tools.doccat.DocumentCategorizer;

/**
 * A document categoriser that holds native memory until it is closed.
 *
 * <p>A document is its tokens with a space between each two; the model's own tokenizer reads the
 * result, so that tokens of any OpenNLP tokenizer will do, or the whole text as one. Extra
 * information is for feature generators, of which a tuned model has none: it is not read.
 * Thread-safe; documents are answered one after the other.
 */
public interface TunedCategorizer extends DocumentCategorizer, AutoCloseable {

  @Override
  void close();
}
