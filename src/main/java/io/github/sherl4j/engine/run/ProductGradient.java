package io.github.sherl4j.engine.run;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * The gradient of a matrix product as one or two products: only those that are needed. Avoids: the
 * native form always computes both, half of it for nothing where a factor is frozen, and is wrong
 * for products to a single number.
 */
final class ProductGradient implements Lowering {

  @Override
  public boolean apply(Draft draft) {
    if (!draft.name().equals("matmul_bp") || !(draft.op().getOp() instanceof DynamicCustomOp op)) {
      return false;
    }
    Sized x = draft.size(draft.in(0));
    Sized y = draft.size(draft.in(1));
    Sized e = draft.size(draft.in(2));
    if (!plain(op) || x.rank() != y.rank() || !sameBatch(x, y) || !sameBatch(x, e)) {
      return false;
    }
    int tx = flag(op, 0);
    int ty = flag(op, 1);
    String left = draft.in(0);
    String right = draft.in(1);
    String error = draft.in(2);
    if (draft.needs(0)) {
      draft.add(
          tx == 0
              ? product(error, right, 0, 1 - ty, draft.out(0))
              : product(right, error, ty, 1, draft.out(0)));
    }
    if (draft.needs(1)) {
      draft.add(
          ty == 0
              ? product(left, error, 1 - tx, 0, draft.out(1))
              : product(error, left, 1, tx, draft.out(1)));
    }
    return true;
  }

  private static CallStep product(String a, String b, int ta, int tb, String out) {
    return CallStep.custom("matmul", List.of(a, b), out, false, ta, tb, 0);
  }

  private static int flag(DynamicCustomOp op, int i) {
    return op.numIArguments() > i && op.getIArgument(i) != 0 ? 1 : 0;
  }

  /** No transposed result, no factors. */
  private static boolean plain(DynamicCustomOp op) {
    double[] t = op.tArgs();
    boolean factors = (t.length > 0 && t[0] != 1) || (t.length > 1 && t[1] != 0);
    return flag(op, 2) == 0 && !factors;
  }

  private static boolean sameBatch(Sized a, Sized b) {
    int n = a.rank() - 2;
    return n >= 0 && a.rank() == b.rank() && Arrays.equals(a.shape(), 0, n, b.shape(), 0, n);
  }
}
