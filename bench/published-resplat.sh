#!/bin/sh
# ReSplat's published small model with 8 views of 256 x 448 pixels: a scene in one pass, refined 4
# times, and then a step of training of its recurrent part with 4 refinements and 6 targets; how long
# each takes, and how much memory.
#
#   bench/published-resplat.sh [KEY=VALUE ...]
#
# KEY=VALUE changes configs/resplat-small.yaml, such as data.examples.sampler.contextViews=2,
# refinement.depth=1 or network.checkpoint=false.
set -eu

root=$(CDPATH='' cd "$(dirname "$0")/.." && pwd -P)
"$root/resplat" devices >/dev/null
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx16g --add-modules jdk.incubator.vector \
    -cp "$root/train/target/resplat-engine.jar" "$root/bench/PublishedResplatStep.java" "$@"
