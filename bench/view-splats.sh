#!/bin/sh
# Shows files of splats in a viewer that others wrote, in headless Chromium, and compares its
# pictures with renders of the engine from the same cameras.
#
#   bench/view-splats.sh CAMERAS SPLATS...
#
# CAMERAS is what './resplat render --cameras' takes. Needs Node.js with npm, and Chromium (its path
# in CHROMIUM, by default /usr/bin/chromium); npm fetches the viewer into bench/viewer. The viewer
# knows harmonics up to degree 2, and has neither antialiasing nor a background.
set -eu

if [ $# -lt 2 ]; then
    echo "usage: bench/view-splats.sh CAMERAS SPLATS..." >&2
    exit 2
fi
cameras=$1
shift
root=$(CDPATH='' cd "$(dirname "$0")/.." && pwd -P)
[ -d "$root/bench/viewer/node_modules" ] ||
    npm install --prefix "$root/bench/viewer" --no-audit --no-fund --no-package-lock --silent
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for splats in "$@"; do
    "$root/resplat" render "$splats" --cameras "$cameras" --path interpolate --frames 3 \
        --background black --no-antialiased --out "$out/renders" >/dev/null
    echo "$splats"
    node "$root/bench/viewer/view.mjs" "$splats" "$out/renders" "${CHROMIUM:-/usr/bin/chromium}"
done
