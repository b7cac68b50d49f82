package io.github.sherl4j.engine.run;

import java.util.List;

/**
 * Gradients of sums, differences and products with broadcasting: only those that are needed, none
 * copied where nothing changes, and without the operands that a sum does not depend on.
 */
final class BroadcastGradient implements Lowering {

  @Override
  public boolean apply(Draft draft) {
    boolean sum = draft.name().equals("add_bp");
    boolean difference = draft.name().equals("subtract_bp");
    boolean product = draft.name().equals("multiply_bp");
    if (!(sum || difference || product) || draft.inputs() != 3) {
      return false;
    }
    String error = draft.in(2);
    Sized full = draft.size(error);
    for (int k = 0; k < 2; k++) {
      if (draft.needs(k) && !SumTo.fits(draft.size(draft.in(k)), full)) {
        return false;
      }
    }
    for (int k = 0; k < 2; k++) {
      if (draft.needs(k)) {
        if (product) {
          boolean whole = draft.size(draft.in(k)).sameShape(full);
          String part = whole ? draft.out(k) : draft.between(full);
          draft.add(CallStep.custom("multiply", List.of(error, draft.in(1 - k)), part, true));
          if (!whole) {
            SumTo.size(draft, part, draft.size(draft.in(k)), draft.out(k));
          }
        } else if (difference && k == 1) {
          boolean whole = draft.size(draft.in(1)).sameShape(full);
          String part = whole ? error : draft.between(draft.size(draft.in(1)));
          if (!whole) {
            SumTo.size(draft, error, draft.size(draft.in(1)), part);
          }
          draft.add(CallStep.negative(part, draft.out(1)));
        } else {
          SumTo.size(draft, error, draft.size(draft.in(k)), draft.out(k));
        }
      }
    }
    return true;
  }
}
