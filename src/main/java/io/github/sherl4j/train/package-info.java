/**
 * The training driver: batches in, true loss out, gradients checked, clipped and applied, memory
 * counted and given back after every step; then the small adapter file.
 *
 * <p>{@link io.github.sherl4j.train.Trainer} runs the loop, {@link
 * io.github.sherl4j.train.Evaluator} measures, {@link io.github.sherl4j.train.AdapterStore} writes
 * and reads what was trained.
 */
package io.github.sherl4j.train;
