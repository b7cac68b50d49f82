package io.github.sherl4j.text;

import com.google.common.primitives.ImmutableIntArray;

/**
 * A text as the model reads it.
 *
 * @param ids token ids, special tokens included
 * @param types 0 for the first text, 1 for the second; as long as {@code ids}
 */
public record TokenIds(ImmutableIntArray ids, ImmutableIntArray types) {}
