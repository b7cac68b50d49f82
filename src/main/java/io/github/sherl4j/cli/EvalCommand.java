package io.github.sherl4j.cli;

import picocli.CommandLine.Command;

@Command(name = "xEval")
final class EvalCommand {}
