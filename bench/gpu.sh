#!/bin/sh
# Everything that is to be known of a GPU, in one go: which tiles it likes, whether all kernels agree
# with the reference, how fast they are next to what the card can do, whether trainings go as on the
# CPU, and gsplat beside them where Python has it.
#
#   bench/gpu.sh [DEVICE] [OUT]      DEVICE: opencl:0 by default; OUT: a new folder, runs/gpu
#
# Without Maven it uses the jars that were built elsewhere, and leaves the contract tests out.
set -eu
cd "$(dirname "$0")/.."
device=${1:-opencl:0}
out=${2:-runs/gpu}
mkdir -p "$out"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
jar=train/target/resplat-engine.jar
benchmarks=bench/target/benchmarks.jar

# Compilers in drivers take signals that Java needs; this library lets both have them.
signals=$(dirname "$(dirname "$(readlink -f "$(command -v "$java")")")")/lib/libjsig.so
if [ -e "$signals" ]; then
    LD_PRELOAD=$signals${LD_PRELOAD:+:$LD_PRELOAD}
    export LD_PRELOAD
fi

if command -v mvn > /dev/null; then
    mvn -B -q -DskipTests package
    echo "contract tests ..."
    mvn -B verify -pl opencl -am -Dtest='Cl*Test' -Dsurefire.failIfNoSpecifiedTests=false \
        -Dresplat.opencl.required=true > "$out/tests.txt" 2>&1 || echo "some tests fail: $out/tests.txt"
    grep 'Tests run' "$out/tests.txt" | tail -1 || true
else
    echo "no Maven here: contract tests are left out"
fi

"$java" -jar "$jar" devices | tee "$out/devices.txt"
"$java" -jar "$jar" devices --tune "$device" | tee "$out/tune.txt"
"$java" -jar "$jar" devices --check "$device" | tee "$out/check.txt" || true
"$java" -jar "$jar" devices --check "$device:mixed" | tee "$out/check-mixed.txt" || true

"$java" --add-modules jdk.incubator.vector -jar "$benchmarks" \
    "MatmulBenchmark" -p device="$device" -p product=SQUARE_4096 \
    -rf text -rff "$out/matmul.txt"
"$java" --add-modules jdk.incubator.vector -jar "$benchmarks" \
    "ConvolutionBenchmark" -p device="$device" -p layer="3x3 1 1" -p channels=256 \
    -rf text -rff "$out/convolution.txt"
"$java" --add-modules jdk.incubator.vector -jar "$benchmarks" \
    "AttentionBenchmark" -p device="$device" -p shape=4x4096x4096x16x64 \
    -rf text -rff "$out/attention.txt"
"$java" --add-modules jdk.incubator.vector -jar "$benchmarks" \
    "RasterizerBenchmark" -p device="$device" -p size=1920x1080 -p splats=1000000 \
    -rf text -rff "$out/rasterizer.txt"
"$java" --add-modules jdk.incubator.vector -cp "$benchmarks" \
    dev.resplat.bench.KernelComparison "$out"

SIZE=full bench/follow-device.sh "$device" | tee "$out/follow.txt" || true

if command -v python3 > /dev/null && python3 -c 'import gsplat, torch' 2> /dev/null; then
    python3 bench/gsplat_rasterizer.py | tee "$out/gsplat.txt"
else
    echo "gsplat is not here (python3 -c 'import gsplat'): its figure is left out"
fi
echo "all of it is in $out"
