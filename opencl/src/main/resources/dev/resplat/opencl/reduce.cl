// Y[o, p, i] = RESULT of START and TERM(x, c, j) for all x = X[o, j, i] in piece p of axis j,
// joined by COMBINE: X is [outer, n, inner], its axis j is cut into `pieces` of `piece`, and c
// is centers[o, i] where HAS_CENTERS. The order is fixed by the extents: neighbours in memory
// go to neighbouring work-items, each of which takes its numbers one after the other.
// LOADED, TOTAL and STORED are types: of X, of what is joined, and of Y.

#include "order.cl"

// The larger; NaN if there is one.
float larger(float a, float b) {
    return isnan(a) || a >= b ? a : b;
}

// Of (ordered(x), place) pairs that of the larger x, and of equal ones that of the first place.
uint2 larger2(uint2 a, uint2 b) {
    if (a.x > b.x || (a.x == b.x && a.y < b.y)) {
        return a;
    }
    return b;
}

// For small `inner`. A group has `units` of `lanes` * `inner` items, each for a piece: item
// (l, i) takes every lanes-th row from the l-th on, and then the lanes are joined in a tree.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void reduceRows(
        __global const LOADED *X,
        __global const float *centers,
        __global STORED *Y,
        int outer,
        int n,
        int inner,
        int pieces,
        int piece,
        int lanes,
        int units,
        float count) {
    __local TOTAL totals[GROUP];
    int t = get_local_id(0);
    int i = t % inner;
    int lane = t / inner % lanes;
    int unit = t / (inner * lanes);
    // Of the last group, units may not be there, and their number may not fit into an int.
    long at = (long) get_group_id(0) * units + unit;
    bool there = unit < units && at < (long) outer * pieces;
    int o = there ? at / pieces : 0;
    int p = there ? at % pieces : 0;
    float c = HAS_CENTERS && there ? centers[o * inner + i] : 0.0f;
    TOTAL total = START;
    if (there) {
        int end = piece < n - p * piece ? (p + 1) * piece : n;
        for (int j = p * piece + lane; j < end; j += lanes) {
            LOADED x = X[(o * n + j) * inner + i];
            total = COMBINE(total, TERM(x, c, j));
        }
    }
    totals[t] = total;
    for (int reach = lanes / 2; reach > 0; reach /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (there && lane < reach) {
            totals[t] = COMBINE(totals[t], totals[t + reach * inner]);
        }
    }
    if (there && lane == 0) {
        Y[(o * pieces + p) * inner + i] = RESULT(totals[t], c);
    }
}

// For large `inner`: an item for each sum.
__kernel void reduceColumns(
        __global const LOADED *X,
        __global const float *centers,
        __global STORED *Y,
        int outer,
        int n,
        int inner,
        int pieces,
        int piece,
        float count) {
    long at = get_global_id(0);
    if (at < (long) outer * pieces * inner) {
        int i = at % inner;
        int p = at / inner % pieces;
        int o = at / inner / pieces;
        float c = HAS_CENTERS ? centers[o * inner + i] : 0.0f;
        int end = piece < n - p * piece ? (p + 1) * piece : n;
        TOTAL total = START;
        for (int j = p * piece; j < end; j++) {
            LOADED x = X[(o * n + j) * inner + i];
            total = COMBINE(total, TERM(x, c, j));
        }
        Y[at] = RESULT(total, c);
    }
}
