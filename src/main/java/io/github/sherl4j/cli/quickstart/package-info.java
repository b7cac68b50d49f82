/**
 * The material of {@code sherl quickstart}, made by the project itself.
 *
 * <ol>
 *   <li>{@link io.github.sherl4j.cli.quickstart.Lexicon} holds the words by semantic class; {@link
 *       io.github.sherl4j.cli.quickstart.Grammar} makes sentences of them.
 *   <li>{@link io.github.sherl4j.cli.quickstart.AgentTask} labels sentences with the class of the
 *       noun that does what the sentence tells.
 * </ol>
 */
package io.github.sherl4j.cli.quickstart;
