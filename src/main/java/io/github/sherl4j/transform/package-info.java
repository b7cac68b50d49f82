/**
 * Turns a backbone and a plan into one tuned SameDiff graph: freeze, tap, rewire, attach, pool,
 * head. Nothing of the backbone is copied; below the taps no op is differentiated, and that is
 * checked. {@link io.github.sherl4j.transform.Split} cuts such a graph into a frozen early and a
 * late part that trains.
 */
package io.github.sherl4j.transform;
