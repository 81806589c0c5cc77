#!/bin/sh
# Runs every OpenCL kernel, or the contracts of TESTS, in Oclgrind, a simulator that looks at each
# load and store (Price and McIntosh-Smith 2015), and fails if it reports anything: a race, a read
# of what nobody has written, an access out of bounds, a wrong call.
#
#   sudo apt-get install oclgrind
#   opencl/oclgrind.sh [ARG ...]                    arguments go to Maven, such as -o
#   TESTS=ClSortTest,ClScanTest opencl/oclgrind.sh  minutes each, and not for unwritten memory;
#                                                   MOST is the largest product of a case's extents
set -eu

cd "$(dirname "$0")/.."
command -v oclgrind >/dev/null || {
    echo "oclgrind.sh: there is no oclgrind: sudo apt-get install oclgrind" >&2
    exit 2
}
driver=${OCLGRIND_ICD:-/usr/lib/oclgrind/liboclgrind-rt-icd.so}
[ -e "$driver" ] || {
    echo "oclgrind.sh: there is no $driver: set OCLGRIND_ICD to where it is" >&2
    exit 2
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# JOCL asks the loader for drivers, and does not see a library that is loaded before: so the
# simulator is made the only driver.
echo "$driver" >"$work/oclgrind.icd"
OCL_ICD_VENDORS=$work
export OCL_ICD_VENDORS

# Not optimized, because Oclgrind 21.10 does not know all that LLVM makes of divisions; and compiled
# anew, because a program in the cache would be one that is.
tests=ClEveryKernelTest
checks="--data-races --check-api --uninitialized"
if [ -n "${TESTS:-}" ]; then
    tests=$TESTS
    # Contracts use buffers again. When the host writes a part of one, Oclgrind 21.10 forgets what it
    # knew of the rest, and takes whatever kernels write there for unwritten: so it is not asked.
    checks="--data-races --check-api"
    set -- -Djunit.jupiter.extensions.autodetection.enabled=true \
        -Dresplat.opencl.most="${MOST:-100000}" "$@"
fi
status=0
# shellcheck disable=SC2086 # several words
oclgrind $checks --max-errors 100000 \
    --build-options -cl-opt-disable --global-mem-size 2000000000 --log "$work/reports" \
    mvn -q verify -pl opencl -am -Dtest="$tests" \
    -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip=true \
    -Dresplat.opencl.required=true -Dresplat.cache="$work/programs" "$@" \
    >"$work/out" 2>&1 || status=$?

if [ -s "$work/reports" ]; then
    cat "$work/reports"
    echo "oclgrind.sh: there are reports" >&2
    exit 1
fi
if [ "$status" -ne 0 ]; then
    cat "$work/out"
    exit "$status"
fi
grep -q "tests run on Oclgrind Simulator" "$work/out" || {
    cat "$work/out"
    echo "oclgrind.sh: the tests ran on another device" >&2
    exit 1
}
echo "oclgrind.sh: $tests: all agree, and nothing is reported"
