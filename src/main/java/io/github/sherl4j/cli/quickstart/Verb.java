package io.github.sherl4j.cli.quickstart;

import java.util.Set;

/**
 * A verb and the classes of nouns that go with it.
 *
 * @param base form after {@code did}
 * @param past form of a statement
 * @param participle form after {@code was}
 * @param agents classes that can do it
 * @param patients classes that it can be done to; empty for an intransitive verb
 */
record Verb(
    String base, String past, String participle, Set<String> agents, Set<String> patients) {}
