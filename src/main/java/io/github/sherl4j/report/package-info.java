/** What a run showed, as pictures: PNG charts drawn with XChart, without a display. */
package io.github.sherl4j.report;
