#!/bin/sh
# Makes the golden images and files of IndependentRendererTest again: Cycles, the ray tracer of
# Blender 3.4.1 (Debian: apt-get install blender), draws the scenes of scenes.py, and a ray caster
# in numpy (check.py) checks what it saw and which units and conventions it has.
#
#   bench/mesh-peer/make.sh
#
# It takes about two minutes, and gives the same numbers but for last bits of normals, which Blender
# adds up in threads. Other versions of Cycles have another masking term in GGX (nodes.py).
set -eu
cd "$(dirname "$0")"
golden=../../test-data/src/main/resources/dev/resplat/testdata/mesh
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
blender -b --factory-startup --python-exit-code 1 --python render.py -- "$out" >"$out/log" 2>&1 || {
    tail -n 20 "$out/log" >&2
    exit 1
}
# Blender brings Debian's python3-numpy along.
/usr/bin/python3 -B check.py "$out" "$golden"
cp "$out"/solids.glb "$out"/textured.glb "$out"/textured.obj "$out"/textured.mtl "$out"/textured[0-9].png "$golden"
