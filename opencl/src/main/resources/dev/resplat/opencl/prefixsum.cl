// Y[i] = X[0] + ... + X[i - 1] for i from 0 to n: sums of blocks of BLOCK elements, the same
// of these sums, and then each block from the sum before it. Reading twice is cheaper than
// waiting for the block before, which OpenCL does not promise to end. No X is negative, and sums
// stop at the largest integer: wherever they are cut, they are the same.

#define TYPE int
#define PLUS(a, b) add_sat(a, b)
#include "group.cl"

// Items read PER neighbours each; a gap after 32 elements puts these into different banks.
#define PADDED(i) ((i) + ((i) >> 5))

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void blockSums(__global const int *X, __global int *sums, int n) {
    __local int two[2 * GROUP];
    int t = get_local_id(0);
    int first = get_group_id(0) * BLOCK;
    int sum = 0;
    for (int e = 0; e < PER; e++) {
        int i = t + e * GROUP;
        sum = PLUS(sum, i < n - first ? X[first + i] : 0);
    }
    groupScan(two, sum);
    if (t == 0) {
        sums[get_group_id(0)] = two[GROUP - 1];
    }
}

// `before` is read only if there are several blocks. X and Y may be the same.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void exclusiveSums(
        __global const int *X, __global const int *before, __global int *Y, int n) {
    __local int staged[PADDED(BLOCK)];
    __local int two[2 * GROUP];
    int t = get_local_id(0);
    int first = get_group_id(0) * BLOCK;
    for (int e = 0; e < PER; e++) {
        int i = t + e * GROUP;
        staged[PADDED(i)] = i < n - first ? X[first + i] : 0;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    int sum = 0;
    for (int e = 0; e < PER; e++) {
        sum = PLUS(sum, staged[PADDED(t * PER + e)]);
    }
    groupScan(two, sum);
    int running = get_num_groups(0) > 1 ? before[get_group_id(0)] : 0;
    running = PLUS(running, t > 0 ? two[t - 1] : 0);
    for (int e = 0; e < PER; e++) {
        int x = staged[PADDED(t * PER + e)];
        staged[PADDED(t * PER + e)] = running;
        running = PLUS(running, x);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int e = 0; e < PER; e++) {
        int i = t + e * GROUP;
        if (i <= n - first) {
            Y[first + i] = staged[PADDED(i)];
        }
    }
}
