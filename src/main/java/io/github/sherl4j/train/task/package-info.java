/** The tasks: head, loss and metrics. */
package io.github.sherl4j.train.task;
