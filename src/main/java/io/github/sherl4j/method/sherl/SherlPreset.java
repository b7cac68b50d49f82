package io.github.sherl4j.method.sherl;

/** Named groups of settings; single options override them (specification, sections 3 to 6). */
enum SherlPreset {
  /** What works best on small data: the base form, or the CNN form on maps, without dropout. */
  RECOMMENDED(SherlFormula.BASE, InitialValues.TORCH, 0, TokenPooling.NONE),
  /** The official form for the kind of backbone: ResNet's on maps, else BERT's. */
  OFFICIAL(SherlFormula.BASE, InitialValues.TORCH, 0.1, TokenPooling.NONE),
  /** VSE∞'s text encoder. */
  OFFICIAL_VSE_TEXT(SherlFormula.BASE, InitialValues.TORCH, 0.1, TokenPooling.NONE),
  /** VSE∞'s image encoder. */
  OFFICIAL_VSE_IMAGE(SherlFormula.CNN, InitialValues.TORCH, 0, TokenPooling.NONE),
  /** CLIP4Clip's text tower. */
  OFFICIAL_CLIP_TEXT(SherlFormula.CLIP, InitialValues.TORCH, 0, TokenPooling.LAST),
  /** CLIP4Clip's image tower. */
  OFFICIAL_CLIP_IMAGE(SherlFormula.CLIP, InitialValues.TORCH, 0, TokenPooling.FIRST),
  /** MDETR. */
  OFFICIAL_MDETR(SherlFormula.MDETR, InitialValues.XAVIER, 0, TokenPooling.NONE),
  /** T5. */
  OFFICIAL_T5(SherlFormula.T5, InitialValues.NARROW, 0, TokenPooling.NONE),
  /** CLIP-ViL. */
  OFFICIAL_VIL(SherlFormula.T5, InitialValues.NORMAL, 0, TokenPooling.NONE);

  private final SherlFormula formula;
  private final InitialValues initial;
  private final double dropout;
  private final TokenPooling pooling;

  SherlPreset(SherlFormula formula, InitialValues initial, double dropout, TokenPooling pooling) {
    this.formula = formula;
    this.initial = initial;
    this.dropout = dropout;
    this.pooling = pooling;
  }

  /** The preset that a general one stands for on tokens or on maps. */
  SherlPreset on(boolean maps) {
    return maps && (this == RECOMMENDED || this == OFFICIAL) ? OFFICIAL_VSE_IMAGE : this;
  }

  SherlFormula formula() {
    return formula;
  }

  InitialValues initial() {
    return initial;
  }

  double dropout() {
    return dropout;
  }

  TokenPooling pooling() {
    return pooling;
  }

  /** The norm behind an encoder's adapter and the late layers of a decoder. */
  SideNorm sideNorm() {
    return this == OFFICIAL_T5 ? SideNorm.RMS : SideNorm.NONE;
  }

  /** Default inner width for a backbone of width {@code dim}. */
  int width(long dim) {
    return (int) Math.max(1, dim / 2);
  }
}
