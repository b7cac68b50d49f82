/**
 * A tuned text classifier as an Apache OpenNLP document categoriser.
 *
 * <p>{@link io.github.sherl4j.text.opennlp.Categorizers} puts an adapter on its backbone and hands
 * out a {@link io.github.sherl4j.text.opennlp.TunedCategorizer}, which goes wherever OpenNLP takes
 * a {@code DocumentCategorizer}, its evaluator included. Documents beyond the model's token limit
 * are cut into windows of whole sentences, found by a {@code SentenceDetector} of the user's or one
 * that {@link io.github.sherl4j.text.opennlp.Sentences} trains on the spot; the classes'
 * probabilities are the windows', weighted by tokens. {@link io.github.sherl4j.text.opennlp.Maxent}
 * trains OpenNLP's own categoriser on the same rows, to compare with.
 *
 * <p>Needs the optional dependency {@code org.apache.opennlp:opennlp-tools}; nothing outside this
 * package refers to it.
 */
package io.github.sherl4j.text.opennlp;
