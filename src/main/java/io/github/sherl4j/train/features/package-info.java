/**
 * What a frozen early part of a model gives is the same in every epoch: here it is computed once
 * and read from disk from then on.
 *
 * <ol>
 *   <li>{@link io.github.sherl4j.transform.Split} cuts a tuned model in two; an {@link
 *       io.github.sherl4j.train.features.EarlyEngine} runs the early part.
 *   <li>{@code Probe} runs a few rows of the data to learn which axes of a tensor are rows and
 *       tokens, and proves that a row's features depend neither on its batch nor on padding.
 *   <li>{@link io.github.sherl4j.train.features.FeatureStore} keeps one file for each tensor, with
 *       a record for each row: its real tokens, as {@link
 *       io.github.sherl4j.train.features.StoreFormat} says. The name of a file is the hash of
 *       backbone, tensor and data, so that whatever reads the same tensor reuses it.
 *   <li>{@link io.github.sherl4j.train.features.StoredFeatures} gives batches of the late part's
 *       inputs, in the order that the data has anyway.
 * </ol>
 */
package io.github.sherl4j.train.features;
