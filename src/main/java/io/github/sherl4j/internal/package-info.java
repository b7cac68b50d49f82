/**
 * Small helpers that every package may use and no user should: near misses for names. Nothing here
 * is part of the public contract.
 */
package io.github.sherl4j.internal;
