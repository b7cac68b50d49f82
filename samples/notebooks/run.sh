#!/usr/bin/env bash
# Runs notebooks from top to bottom with Jupyter and stores their outputs in place.
#   samples/notebooks/run.sh                 all of them
#   samples/notebooks/run.sh text.ipynb      one
#   samples/notebooks/run.sh --kernel        only makes the kernel, and tells how to use it
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
home=$(cd "$here/../.." && pwd)
kernel=rapaio-jupyter-kernel-3.0.1.jar
made=$home/target/jupyter

"$home/bin/sherl" --version >/dev/null # builds what is missing
if [ ! -f "$made/$kernel" ]; then
  (cd "$home" && mvn -q -B -ntp dependency:copy \
    -Dartifact=io.github.padreati:rapaio-jupyter-kernel:3.0.1 -DoutputDirectory="$made" >&2)
fi

# SHERL4J is on the class path of the kernel's JVM, and of the cells (RJK_CLASSPATH, parted by ";").
classpath=$home/target/classes:$(cat "$home/target/classpath.txt")
mkdir -p "$made/kernels/sherl4j-java"
cat >"$made/kernels/sherl4j-java/kernel.json" <<JSON
{
  "argv": ["java", "-Xmx2g", "-XX:+UseSerialGC", "-Djava.awt.headless=true",
    "-Dlogback.configurationFile=$home/bin/logback.xml",
    "-cp", "$made/$kernel:$classpath", "org.rapaio.jupyter.kernel.MainApp", "{connection_file}"],
  "display_name": "Java (SHERL4J)",
  "language": "java",
  "interrupt_mode": "message",
  "env": {
    "OMP_WAIT_POLICY": "PASSIVE",
    "RJK_CLASSPATH": "${classpath//:/;}", "RJK_COMPILER_OPTIONS": "", "RJK_INIT_SCRIPT": "",
    "RJK_TIMEOUT_MILLIS": "-1", "RJK_MIMA_CACHE": "$made/cache"
  }
}
JSON
export JUPYTER_PATH=$made${JUPYTER_PATH:+:$JUPYTER_PATH}

if [ "${1:-}" = --kernel ]; then
  echo "JUPYTER_PATH=$made jupyter lab samples/notebooks"
  exit 0
fi
if ! command -v jupyter-nbconvert >/dev/null; then
  echo "no jupyter-nbconvert here; on Debian and Ubuntu:" >&2
  echo "  apt-get install -y --no-install-recommends jupyter-client jupyter-nbconvert python3-nbconvert jupyter-core" >&2
  exit 2
fi
cd "$here"
[ $# -gt 0 ] || set -- ./*.ipynb

# The kernel does not answer now and then when it starts: that is tried again, anything else is not.
for notebook in "$@"; do
  tries=0
  until jupyter-nbconvert --to notebook --execute --inplace --ExecutePreprocessor.timeout=1800 \
    --ExecutePreprocessor.record_timing=False "$notebook" 2> >(tee "$made/log" >&2); do
    tries=$((tries + 1))
    if [ $tries -ge 5 ] || ! grep -q "Kernel didn't respond" "$made/log"; then
      exit 1
    fi
  done
done
