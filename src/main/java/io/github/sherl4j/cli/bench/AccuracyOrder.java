package io.github.sherl4j.cli.bench;

/**
 * Two rows whose means must lie in an order.
 *
 * @param higher name of a row
 * @param lower name of a row
 * @param margin percent points by which it must be higher; may be negative
 * @param strict whether exactly the margin is too little
 */
public record AccuracyOrder(String higher, String lower, double margin, boolean strict) {

  boolean holds(double difference) {
    return strict ? difference > margin : difference >= margin - AccuracyResults.ROUNDING;
  }

  @Override
  public String toString() {
    String sign = margin < 0 ? " - " : " + ";
    return higher + (strict ? " > " : " >= ") + lower + sign + Math.abs(margin);
  }
}
