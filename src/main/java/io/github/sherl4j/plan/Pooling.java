package io.github.sherl4j.plan;

/** How the token features of one example become one vector; padded tokens never count. */
public enum Pooling {
  /** The first token. */
  FIRST,
  /** The mean over the real tokens. */
  MEAN,
  /** The last real token. */
  LAST,
  /** The largest value over the real tokens, per feature. */
  MAX
}
