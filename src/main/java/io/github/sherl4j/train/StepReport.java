package io.github.sherl4j.train;

import io.github.sherl4j.engine.run.MemoryPlan;
import java.util.Optional;

/**
 * What one optimiser step did.
 *
 * @param step 1-based number of the step
 * @param totalSteps steps planned
 * @param epoch 0-based pass over the data
 * @param loss mean loss of the step's batches, before the update
 * @param rate learning rate used
 * @param gradientNorm global norm before clipping
 * @param peakLiveBytes largest bytes held by activations and gradients during the step
 * @param endLiveBytes the same after the step
 * @param allocatedBytes bytes really allocated for activations and gradients, counted at the blocks
 *     that hold them
 * @param memory of the step's last batch, by what it was there for; empty if a session ran it
 */
public record StepReport(
    long step,
    long totalSteps,
    int epoch,
    double loss,
    double rate,
    double gradientNorm,
    long peakLiveBytes,
    long endLiveBytes,
    long allocatedBytes,
    Optional<MemoryPlan> memory) {}
