/**
 * The tuning methods, one folder each: how it decides ({@code plan}) and what it builds ({@code
 * attach}). Methods never see each other. To add one, implement {@link
 * io.github.sherl4j.plan.TuningMethod} and list the class under {@code META-INF/services}.
 */
package io.github.sherl4j.method;
