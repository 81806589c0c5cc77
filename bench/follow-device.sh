#!/bin/sh
# Trains three small models on the CPU and twice on another device: losses have to stay within a
# hundredth of each other, bits of both runs have to be the same, and memory of the device flat.
#
#   bench/follow-device.sh [DEVICE] [STEPS] [MEMORY] [MODEL ...]
#
# DEVICE: opencl:0 by default; STEPS that are compared: 200; MEMORY: steps of the first training,
# whose memory is looked at: 1000; MODEL: pixelsplat-mini, resplat-mini, resplat2d, by default all three.
#
# Trainings are chaotic: what is rounded in another way leads to other weights, at high rates ten
# times as far after each few steps. So means of 20 steps are compared, and beside the difference
# stands that of the CPU from itself, without vector instructions; where that is large, too, a
# difference says nothing about the device.
#
# For a device that is the CPU under another name (PoCL), networks and pictures are made smaller
# than in the configurations, and rates an eighth of theirs; with SIZE=full all is as configured.
set -eu

root=$(CDPATH='' cd "$(dirname "$0")/.." && pwd -P)
device=${1:-opencl:0}
steps=${2:-200}
memory=${3:-1000}
[ $# -le 3 ] && set -- "$device" "$steps" "$memory" pixelsplat-mini resplat-mini resplat2d
shift 3
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
jar=${RESPLAT_JAR:-$root/train/target/resplat-engine.jar}

# Compilers in drivers take signals that Java needs; this library lets both have them.
signals=$(dirname "$(dirname "$(readlink -f "$(command -v "$java")")")")/lib/libjsig.so
if [ -e "$signals" ]; then
    LD_PRELOAD=$signals${LD_PRELOAD:+:$LD_PRELOAD}
    export LD_PRELOAD
fi

most=$((steps > memory ? steps : memory))
views="steps=$most data.examples.width=16 data.examples.height=16 data.batch=2 data.microBatches=2
    data.heldOut=1 data.views=8 loss.perceptual.from=100000 schedule.warmUpSteps=20"
gaps="data.examples.sampler.firstGap.least=2 data.examples.sampler.firstGap.most=3
    data.examples.sampler.lastGap.least=2 data.examples.sampler.lastGap.most=3"

status=0
for model; do
    case $model in
    pixelsplat-mini)
        where=synthetic:3
        small="$views $gaps network.backbone.resnet.width=4 network.backbone.vit.layers=1
            network.epipolar.samples=6 network.epipolar.layers=1 network.depth.buckets=8
            schedule.rate=1.25e-4" ;;
    resplat-mini)
        where=synthetic:3
        small="$views $gaps data.contextViews=[2] data.examples.sampler.contextViews=2
            network.stereo.candidates=8 network.stereo.transformer.layers=1
            network.points.blocks=1 network.points.neighbors=4 network.update.blocks=1
            network.update.neighbors=4 refinement.stages=[{\"from\":$((steps / 2)),\"least\":1,\"most\":1}]
            refinement.schedule.warmUpSteps=20
            schedule.rate=1.25e-4 refinement.schedule.rate=1.25e-4" ;;
    resplat2d)
        where=-
        small="network.width=8 network.encoder=4 network.memory=4 data.size=32
            data.leastPixels=16 data.mostPixels=64 data.heldOut=1 teaching.fitSteps=2
            schedule.warmUpSteps=20 schedule.rate=5.0e-4
            stages=[{\"epochs\":9,\"leastDepth\":2,\"mostDepth\":2}]" ;;
    *)
        echo "follow-device.sh: no model $model: pixelsplat-mini, resplat-mini or resplat2d" >&2
        exit 2 ;;
    esac
    [ "${SIZE:-small}" = small ] || small=
    set -f
    # shellcheck disable=SC2086
    "$java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
        -cp "$jar" "$root/bench/FollowDevice.java" \
        "$device" "$steps" "$memory" "$where" "$model" $small || status=1
    set +f
done
exit $status
