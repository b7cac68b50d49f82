/** Full fine-tuning: every weight is trained; the yardstick that other methods save against. */
package io.github.sherl4j.method.full;
