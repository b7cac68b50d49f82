package io.github.sherl4j.engine.run;

import java.util.Set;

/**
 * Ops that change sizes only: nothing runs, the result is the input's memory. Avoids: the native
 * expand_dims and squeeze write at the start of a buffer whatever the offset of their result.
 */
final class AliasLowering implements Lowering {

  private static final Set<String> OPS = Set.of("reshape", "expand_dims", "squeeze", "identity");

  @Override
  public boolean apply(Draft draft) {
    boolean same =
        draft.name().equals("cast") && draft.size(draft.in(0)).equals(draft.size(draft.out(0)));
    if (!same && !OPS.contains(draft.name())) {
      return false;
    }
    draft.alias(draft.out(0), draft.in(0));
    return true;
  }
}
