/**
 * What a run showed.
 *
 * <p>{@link io.github.sherl4j.report.TrainingReport} listens to a training run and keeps an HTML
 * page of it up to date, with curves as inline SVG; {@link io.github.sherl4j.report.Charts} draws
 * PNG pictures with XChart, without a display.
 */
package io.github.sherl4j.report;
