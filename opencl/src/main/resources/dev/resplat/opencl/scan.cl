// Running totals along axis j of [outer, n, inner]: of elements LOAD(at, j), of TYPE, joined by
// PLUS(a, b) with a before b, whose neutral element is ZERO; handed to STORE(at, v). EXCLUSIVE
// totals are of what is before an element only; in REVERSE, the end is before the start. X and
// G are what is loaded from, of type LOADED, and Y what is stored to, of type STORED.

// Functions s -> y + x s, as (x, y): a, and then b.
float2 applied(float2 a, float2 b) {
    return (float2)(b.x * a.x, b.y + b.x * a.y);
}

#include "group.cl"

#define PADDED(i) ((i) + ((i) >> 5))

// Element j in the order of the scan: its place on the axis, and in memory.
#define AXIS(j) (REVERSE ? n - 1 - (j) : (j))
#define AT(j) (first + AXIS(j) * inner)

// For short axes and for many of them side by side: an item for each.
__kernel void scanLines(
        __global const LOADED *X,
        __global const LOADED *G,
        __global STORED *Y,
        int n,
        int inner,
        int lines) {
    int line = get_global_id(0);
    if (line < lines) {
        int first = line / inner * n * inner + line % inner;
        TYPE total = ZERO;
        for (int j = 0; j < n; j++) {
            TYPE x = LOAD(AT(j), AXIS(j));
            TYPE before = total;
            total = PLUS(total, x);
            STORE(AT(j), (EXCLUSIVE ? before : total));
        }
    }
}

// For long axes: totals of blocks of BLOCK elements, the same of these totals, and then each
// block from the total before it.

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void blockTotals(
        __global const LOADED *X,
        __global const LOADED *G,
        __global TYPE *totals,
        int n,
        int inner,
        int blocks) {
    __local TYPE two[2 * GROUP];
    int line = get_group_id(0) / blocks;
    int from = get_group_id(0) % blocks * BLOCK;
    int first = line / inner * n * inner + line % inner;
    TYPE total = ZERO;
    for (int e = 0; e < PER; e++) {
        int j = get_local_id(0) * PER + e;
        if (j < n - from) {
            TYPE x = LOAD(AT(from + j), AXIS(from + j));
            total = PLUS(total, x);
        }
    }
    groupScan(two, total);
    if (get_local_id(0) == 0) {
        totals[get_group_id(0)] = two[GROUP - 1];
    }
}

// `before` is read only if there are several blocks.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void scanBlocks(
        __global const LOADED *X,
        __global const LOADED *G,
        __global const TYPE *before,
        __global STORED *Y,
        int n,
        int inner,
        int blocks) {
    __local TYPE staged[PADDED(BLOCK)];
    __local TYPE two[2 * GROUP];
    int t = get_local_id(0);
    int line = get_group_id(0) / blocks;
    int from = get_group_id(0) % blocks * BLOCK;
    int first = line / inner * n * inner + line % inner;
    // Neighbours are read by neighbours, and then each item has PER of them.
    for (int e = 0; e < PER; e++) {
        int j = t + e * GROUP;
        TYPE x = ZERO;
        if (j < n - from) {
            x = LOAD(AT(from + j), AXIS(from + j));
        }
        staged[PADDED(j)] = x;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    TYPE total = ZERO;
    for (int e = 0; e < PER; e++) {
        total = PLUS(total, staged[PADDED(t * PER + e)]);
    }
    groupScan(two, total);
    TYPE running = ZERO;
    if (blocks > 1) {
        running = before[get_group_id(0)];
    }
    if (t > 0) {
        running = PLUS(running, two[t - 1]);
    }
    for (int e = 0; e < PER; e++) {
        TYPE last = running;
        running = PLUS(running, staged[PADDED(t * PER + e)]);
        staged[PADDED(t * PER + e)] = EXCLUSIVE ? last : running;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int e = 0; e < PER; e++) {
        int j = t + e * GROUP;
        if (j < n - from) {
            STORE(AT(from + j), staged[PADDED(j)]);
        }
    }
}
