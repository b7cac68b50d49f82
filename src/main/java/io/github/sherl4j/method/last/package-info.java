/** The last blocks and what follows them are trained; nothing below gets a backward pass. */
package io.github.sherl4j.method.last;
