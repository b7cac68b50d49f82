/**
 * Small helpers that every package may use and no user should: near misses for names, and finding
 * the implementations of extension points. Nothing here is part of the public contract.
 */
package io.github.sherl4j.internal;
