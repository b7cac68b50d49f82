package io.github.sherl4j.discover;

/**
 * What late layers read of another chain: the encoder's output that a decoder cross-attends to.
 *
 * @param encoder the chain whose data it carries
 * @param tensor its name in the file
 */
public record Memory(Chain encoder, String tensor) {}
