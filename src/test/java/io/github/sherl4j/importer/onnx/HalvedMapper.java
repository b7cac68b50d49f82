package io.github.sherl4j.importer.onnx;

import java.util.Set;

/** An operator that an application brings, in a domain of its own. */
public final class HalvedMapper implements OpMapper {

  @Override
  public String domain() {
    return "test.ops";
  }

  @Override
  public Set<String> types() {
    return Set.of("Halved");
  }

  @Override
  public void map(OpContext op) {
    Operand x = op.operand(0);
    op.result(op.variable(0).mul(0.5), x.dtype(), x.shape());
  }
}
