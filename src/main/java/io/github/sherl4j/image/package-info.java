/**
 * Pictures, from files to the batches that training reads.
 *
 * <ol>
 *   <li>{@link io.github.sherl4j.image.ImageRows} lists the {@link
 *       io.github.sherl4j.image.ImageRow}s of a folder tree, a list file or a CIFAR-10 file, and
 *       names the line, record or file of anything wrong.
 *   <li>Files are decoded to {@link io.github.sherl4j.image.Pixels} by the JDK's readers, after
 *       their size was checked: RGB bytes as they stand in the file.
 *   <li>{@link io.github.sherl4j.image.ImageSettings} say how a picture becomes numbers: resize,
 *       centre crop, mean and deviation, and an {@link io.github.sherl4j.image.Augmentation} or
 *       more for training.
 *   <li>{@link io.github.sherl4j.image.ImageData} adds targets and keeps decoded bytes within a
 *       {@link io.github.sherl4j.image.PixelBudget}.
 *   <li>{@link io.github.sherl4j.image.ImageBatches} makes float arrays for the {@link
 *       io.github.sherl4j.image.ImageInput} of a backbone.
 *   <li>{@link io.github.sherl4j.image.LabelledPictures} is all of it at once, for most programs.
 * </ol>
 *
 * <p>Picture files, lists and folders are untrusted. Rows, pixels and settings are immutable; data
 * and batches belong to one thread.
 */
package io.github.sherl4j.image;
