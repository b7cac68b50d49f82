package io.github.sherl4j.discover;

/**
 * A tensor at which a backbone can be tapped.
 *
 * @param index 0 for the input of the first block, i for the output of block i−1
 * @param tensor its name in the file
 */
public record Tap(int index, String tensor) {}
