package io.github.sherl4j.method.sherl;

/** What the taps are compared with. */
enum GuideKind {
  /** The deepest tap, which then is not mixed. */
  LAST,
  /** The shallowest tap: an ablation. */
  FIRST,
  /** A projection of its own of the tensor that is replaced; all taps are mixed: CLIP. */
  OWN
}
