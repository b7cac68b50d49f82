/**
 * From rows and labels to batches: what text and images have in common.
 *
 * <ol>
 *   <li>A row is {@link io.github.sherl4j.train.data.Labelled}. A {@link
 *       io.github.sherl4j.train.data.LabelCodec}, one for each task, says what labels are: {@link
 *       io.github.sherl4j.train.data.Targets}. {@link io.github.sherl4j.train.data.Labels} are
 *       classes in a fixed order; for regression a label is a number.
 *   <li>{@link io.github.sherl4j.train.data.BatchSettings} say which rows share a batch. The order
 *       of an epoch follows from seed and epoch alone, so a run can stop anywhere and go on.
 *   <li>{@link io.github.sherl4j.train.data.RowBatches} is the iterator: a kind of data only makes
 *       the features of the rows that a batch asks for.
 * </ol>
 *
 * <p>Settings, labels and targets are immutable; batches belong to one thread.
 */
package io.github.sherl4j.train.data;
