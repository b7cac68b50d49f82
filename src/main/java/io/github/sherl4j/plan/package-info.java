/**
 * What will be trained, decided before anything is built.
 *
 * <p>A {@link io.github.sherl4j.plan.TuningMethod} reads the blocks of a backbone and the user's
 * {@link io.github.sherl4j.plan.TuningConfig} and makes an immutable {@link
 * io.github.sherl4j.plan.TuningPlan}; later it builds its ops through {@link
 * io.github.sherl4j.plan.TuningGraph}. A {@link io.github.sherl4j.plan.Task} adds head, loss and
 * metrics. Both are found with {@link java.util.ServiceLoader}.
 */
package io.github.sherl4j.plan;
