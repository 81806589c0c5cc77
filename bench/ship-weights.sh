#!/bin/sh
# Makes the weights of a training those that come with the program: in half precision, with what is
# known of the training in the metadata.
#
#   bench/ship-weights.sh RUN [KEY=VALUE ...]
#
# RUN is the directory of a training, or its best.safetensors; KEY=VALUE is written into
# the metadata, such as hours=3.5 or data=painted. name=NAME is the name of the file, too, instead of
# that of the model: for weights of which a model has several, such as name=single-pass-4x.
set -eu

if [ $# -lt 1 ] || [ ! -e "$1" ]; then
    echo "usage: bench/ship-weights.sh RUN [KEY=VALUE ...]" >&2
    exit 2
fi
for fact in "$@"; do
    [ "$fact" = "$1" ] || case $fact in
        ?*=*) ;;
        *) echo "ship-weights: expected KEY=VALUE, got '$fact'" >&2; exit 2 ;;
    esac
done
run=$1
shift
root=$(CDPATH='' cd "$(dirname "$0")/.." && pwd -P)
folder=$root/train/src/main/resources/weights
mkdir -p "$folder"
"$root/resplat" devices >/dev/null
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$root/train/target/resplat-engine.jar" \
    "$root/bench/ShipWeights.java" "$run" "$folder" "$@"
