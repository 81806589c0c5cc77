#!/bin/sh
# The published pixelSplat forward and backward with one pair of views of 256 x 256 pixels, twice:
# how long it takes and how much memory: 10 GiB, and some 80 s of processor time each.
#
#   bench/published-step.sh [KEY=VALUE ...]
#
# KEY=VALUE changes configs/pixelsplat-re10k.yaml, such as network.checkpoint=false.
set -eu

root=$(CDPATH='' cd "$(dirname "$0")/.." && pwd -P)
"$root/resplat" devices >/dev/null
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx14g --add-modules jdk.incubator.vector \
    -cp "$root/train/target/resplat-engine.jar" "$root/bench/PublishedStep.java" "$@"
