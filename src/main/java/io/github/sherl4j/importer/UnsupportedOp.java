package io.github.sherl4j.importer;

/**
 * An operator of a model file that nothing on the class path maps.
 *
 * @param op operator type, with its domain in front if that is not the standard one
 * @param count how many nodes of the file use it
 * @param firstNode name of the first of them
 * @param remedy what to do about it
 */
public record UnsupportedOp(String op, int count, String firstNode, String remedy) {}
