#!/bin/sh
# Fits splats to every photograph of a folder, one after the other, and prints a table.
#
#   bench/fit-photographs.sh FOLDER OUT [ARGUMENTS OF fit]
#
# docs/results.md has such tables and the commands that made them.
set -eu

if [ $# -lt 2 ] || [ ! -d "$1" ]; then
    echo "usage: bench/fit-photographs.sh FOLDER OUT [ARGUMENTS OF fit]" >&2
    exit 2
fi
folder=$1
out=$2
shift 2
mkdir -p "$out"
root=$(CDPATH='' cd "$(dirname "$0")/.." && pwd -P)

value() {
    sed -n "s/^ *\"$2\" : \([^,]*\),*$/\1/p" "$1"
}

echo "| photograph | PSNR (dB) | SSIM | splats | steps | seconds, with start and files | pixel pairs/s |"
echo "|---|---:|---:|---:|---:|---:|---:|"
: >"$out/rows"
for photograph in "$folder"/*; do
    name=$(basename "$photograph")
    began=$(date +%s)
    "$root/resplat" fit "$photograph" --out "$out/$name" "$@" >"$out/fit.log" 2>&1 || {
        cat "$out/fit.log" >&2
        exit 1
    }
    took=$(($(date +%s) - began))
    metrics=$out/$name/metrics.json
    row="$name $(value "$metrics" psnr) $(value "$metrics" ssim) $(value "$metrics" splats)"
    row="$row $(value "$metrics" steps) $took $(value "$metrics" pixelPairsPerSecond)"
    echo "$row" >>"$out/rows"
    echo "$row" | awk '{ printf "| %s | %.2f | %.4f | %d | %d | %d | %.2g |\n", $1, $2, $3, $4, $5, $6, $7 }'
done
awk '{ psnr += $2; ssim += $3; steps += $5; seconds += $6 }
    END { if (NR) printf "| **mean of %d** | **%.2f** | %.4f | | %d | %d | |\n",
          NR, psnr / NR, ssim / NR, steps / NR, seconds / NR }' "$out/rows"
rm -f "$out/fit.log" "$out/rows"
