/**
 * The material of {@code sherl quickstart}, made by the project itself, and the comparison it is
 * for.
 *
 * <ol>
 *   <li>{@link io.github.sherl4j.cli.quickstart.Lexicon} holds the words by semantic class; {@link
 *       io.github.sherl4j.cli.quickstart.Grammar} makes sentences of them, and {@link
 *       io.github.sherl4j.cli.quickstart.Vocabulary} the tokenizer.
 *   <li>{@link io.github.sherl4j.cli.quickstart.AgentTask} labels sentences with the class of the
 *       noun that does what the sentence tells.
 *   <li>{@link io.github.sherl4j.cli.quickstart.Pretraining} trains a random encoder on {@link
 *       io.github.sherl4j.cli.quickstart.MaskedBatches}; {@link
 *       io.github.sherl4j.cli.quickstart.Rebuild} writes everything to a folder.
 *   <li>{@link io.github.sherl4j.cli.quickstart.Quickstart} fine-tunes the {@link
 *       io.github.sherl4j.cli.quickstart.EmbeddedFiles}, method by method.
 * </ol>
 */
package io.github.sherl4j.cli.quickstart;
