package io.github.sherl4j.method.sherl;

/** Our parameter names in the words of the official code bases. */
final class GoldenNames {

  private GoldenNames() {}

  /** The official state-dict name of a parameter of ours. */
  static String official(String variant, String name) {
    String plain = name.replaceFirst("^adapter\\.", "").replaceFirst("^gate$", "gate_params");
    return switch (variant) {
      case "transformer" ->
          plain
              .replaceFirst("^down\\.(\\d+)\\.fc", "hor_block.$1.fc.0")
              .replaceFirst("^down\\.(\\d+)\\.ln", "hor_block.$1.fc.1")
              .replaceFirst("^attn", "guide_block.fc_attn")
              .replaceFirst("^up", "fc_out.1")
              .replaceFirst("^lnout", "fc_out.2");
      case "resnet" ->
          plain
              .replaceFirst("^down\\.(\\d+)\\.fc", "hor_block.$1.conv.0")
              .replaceFirst("^down\\.(\\d+)\\.bn", "hor_block.$1.conv.1")
              .replaceFirst("^attn", "guide_block.fc_attn")
              .replaceFirst("^up", "conv_out.0")
              .replaceFirst("^bnout", "conv_out.1");
      case "clip" ->
          plain
              .replaceFirst("^down\\.(\\d+)\\.fc", "hor_block.$1.fc")
              .replaceFirst("^guide\\.fc", "hor_block_last.fc")
              .replaceFirst("^pool", "guide_block.spatial_attn")
              .replaceFirst("^attn", "guide_block.layer_attn")
              .replaceFirst("^base$", "guide_block.gate_parameters")
              .replaceFirst("^up", "fc_out");
      case "mdetr" ->
          plain
              .replaceFirst("^down\\.(\\d+)\\.fc", "hor_block.$1.fc")
              .replaceFirst("^down\\.(\\d+)\\.ln", "hor_block.$1.norm")
              .replaceFirst("^mlp\\.1", "guide_block.mlp.2")
              .replaceFirst("^mlp\\.0", "guide_block.mlp.0")
              .replaceFirst("^mlp\\.ln", "guide_block.mlp.3")
              .replaceFirst("^attn", "guide_block.fc_attn")
              .replaceFirst("^up", "fc_out")
              .replaceFirst("^lnout", "norm_out");
      case "t5", "clip-vil" ->
          plain
              .replaceFirst("^down\\.(\\d+)\\.fc\\.", "hor_block.$1.fc1.")
              .replaceFirst("^down\\.(\\d+)\\.fc(\\d)", "hor_block.$1.fc$2")
              .replaceFirst("^attn", "guide_block.fc_attn")
              .replaceFirst("^up", "fc_out");
      default -> throw new IllegalArgumentException("no names for variant " + variant);
    };
  }

  /** The formula of a variant. */
  static SherlFormula formula(String variant) {
    return switch (variant) {
      case "transformer" -> SherlFormula.BASE;
      case "resnet" -> SherlFormula.CNN;
      case "clip" -> SherlFormula.CLIP;
      case "mdetr" -> SherlFormula.MDETR;
      case "t5", "clip-vil" -> SherlFormula.T5;
      default -> throw new IllegalArgumentException("no formula for variant " + variant);
    };
  }
}
