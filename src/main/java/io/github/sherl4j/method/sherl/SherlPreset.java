package io.github.sherl4j.method.sherl;

/** Named groups of settings; single options override them. */
enum SherlPreset {
  /** What works best on small data: half the backbone's width, no dropout. */
  RECOMMENDED(0),
  /** As the official code of the base variant: half the width, dropout 0.1. */
  OFFICIAL(0.1);

  private final double dropout;

  SherlPreset(double dropout) {
    this.dropout = dropout;
  }

  int width(long dim) {
    return (int) Math.max(1, dim / 2);
  }

  double dropout() {
    return dropout;
  }
}
