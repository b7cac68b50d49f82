/** Optimisers and learning-rate schedules. */
package io.github.sherl4j.train.optim;
