// Moving elements by indices, which have been checked. Elements are any 32 bits, copied as
// integers.

// Y[i] = i.
__kernel void indices(__global int *Y, int n) {
    int at = get_global_id(0);
    if (at < n) {
        Y[at] = at;
    }
}

// Y[j, i] = X[I[j], i].
__kernel void gatherRows(
        __global const uint *X, __global const int *I, __global uint *Y, int k, int width) {
    int at = get_global_id(0);
    if (at < k * width) {
        int j = at / width;
        Y[at] = X[I[j] * width + (at - j * width)];
    }
}

// Y[o, j, i] = X[o, I[o, j, i], i].
__kernel void gather(
        __global const uint *X,
        __global const int *I,
        __global uint *Y,
        int n,
        int k,
        int inner,
        int count) {
    int at = get_global_id(0);
    if (at < count) {
        int o = at / inner / k;
        Y[at] = X[(o * n + I[at]) * inner + at % inner];
    }
}

// Sums by index, in the order of the source: which element goes where, sorted by where; then
// the run of each target; then each target takes its run, one element after the other.

// Where element [o, j, i] goes: to [o, I[o, j, i], i].
__kernel void targets(
        __global const int *I,
        __global int *target,
        __global int *source,
        int n,
        int k,
        int inner,
        int count) {
    int at = get_global_id(0);
    if (at < count) {
        int o = at / inner / k;
        target[at] = (o * n + I[at]) * inner + at % inner;
        source[at] = at;
    }
}

// starts and ends were zero: an empty run.
__kernel void runs(
        __global const int *target, __global int *starts, __global int *ends, int count) {
    int at = get_global_id(0);
    if (at < count) {
        if (at == 0 || target[at - 1] != target[at]) {
            starts[target[at]] = at;
        }
        if (at == count - 1 || target[at + 1] != target[at]) {
            ends[target[at]] = at + 1;
        }
    }
}

// Y[r, i] = sum of X[source[j], i] over the run of r.
__kernel void sumRuns(
        __global const float *X,
        __global const int *source,
        __global const int *starts,
        __global const int *ends,
        __global float *Y,
        int n,
        int width) {
    int at = get_global_id(0);
    if (at < n * width) {
        int r = at / width;
        int i = at - r * width;
        float sum = 0.0f;
        for (int j = starts[r]; j < ends[r]; j++) {
            sum += X[source[j] * width + i];
        }
        Y[at] = sum;
    }
}
