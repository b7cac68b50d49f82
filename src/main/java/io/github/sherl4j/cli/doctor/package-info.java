/**
 * What {@code sherl doctor} looks at: each {@link io.github.sherl4j.cli.doctor.Check} one part of
 * the installation, put together by {@link io.github.sherl4j.cli.doctor.Doctor}. Nothing here
 * changes anything.
 */
package io.github.sherl4j.cli.doctor;
