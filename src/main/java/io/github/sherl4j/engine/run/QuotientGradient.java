package io.github.sherl4j.engine.run;

import java.util.List;

/** The gradient of a quotient with broadcasting: e / y and −x · e / y², only those needed. */
final class QuotientGradient implements Lowering {

  @Override
  public boolean apply(Draft draft) {
    if (!draft.name().equals("divide_bp") || draft.inputs() != 3) {
      return false;
    }
    String x = draft.in(0);
    String y = draft.in(1);
    String error = draft.in(2);
    Sized full = draft.size(error);
    for (int k = 0; k < 2; k++) {
      if (draft.needs(k) && !SumTo.fits(draft.size(draft.in(k)), full)) {
        return false;
      }
    }
    if (draft.needs(0)) {
      boolean whole = draft.size(x).sameShape(full);
      String part = whole ? draft.out(0) : draft.between(full);
      draft.add(CallStep.custom("divide", List.of(error, y), part, true));
      if (!whole) {
        SumTo.size(draft, part, draft.size(x), draft.out(0));
      }
    }
    if (draft.needs(1)) {
      String negative = draft.between(draft.size(x));
      String product = draft.between(full);
      String square = draft.between(draft.size(y));
      boolean whole = draft.size(y).sameShape(full);
      String part = whole ? draft.out(1) : draft.between(full);
      draft.add(CallStep.negative(x, negative));
      draft.add(CallStep.custom("multiply", List.of(error, negative), product, true));
      draft.add(CallStep.custom("multiply", List.of(y, y), square, true));
      draft.add(CallStep.custom("divide", List.of(product, square), part, true));
      if (!whole) {
        SumTo.size(draft, part, draft.size(y), draft.out(1));
      }
    }
    return true;
  }
}
