/**
 * SHERL (ECCV 2024): the outputs of early layers are tapped without a gradient, projected down,
 * mixed token by token with weights that favour agreement with the deepest tap (the guide) and are
 * divided by redundancy among the taps, projected up, and fed to the last pre-trained layers.
 *
 * <p>Where adapters go is a {@link io.github.sherl4j.method.sherl.Wiring}: {@link
 * io.github.sherl4j.method.sherl.OneChain}, {@link io.github.sherl4j.method.sherl.SideMemory} for
 * an encoder with a decoder, {@link io.github.sherl4j.method.sherl.Towers} for chains side by side.
 * What an adapter is made of is a {@link io.github.sherl4j.method.sherl.SherlFormula}.
 *
 * <p>Shapes below: T tokens (batch × sequence), K shallow taps, D backbone width, d adapter width.
 */
package io.github.sherl4j.method.sherl;
