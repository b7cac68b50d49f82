/** Puts a stored adapter back on its backbone, ready to predict. */
package io.github.sherl4j.serve;
