/**
 * The command line: one class a command, results as text or, with {@code --json}, as one JSON
 * object on standard output; logs, progress and errors go to standard error. Exit codes: 0 done, 1
 * a negative result, 2 bad input or usage, 3 refused.
 */
package io.github.sherl4j.cli;
