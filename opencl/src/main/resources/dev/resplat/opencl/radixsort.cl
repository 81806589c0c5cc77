// One pass of a stable sort by `bits` bits of the keys from bit `shift` on (Satish, Harris and
// Garland 2009, "Designing efficient sorting algorithms for manycore GPUs", section 4): how
// often each digit is in each block of BLOCK pairs; the exclusive sums of these counts, which
// say where the pairs of a block with a digit belong; and then each block is sorted in local
// memory, so that pairs with the same digit are written side by side. Rows are sorted apart
// from each other: the counts of a row come before those of the next.

#define TYPE int
#define PLUS(a, b) ((a) + (b))
#include "group.cl"

// Gaps that keep the items of a group out of each other's banks.
#define PADDED(i) ((i) + ((i) >> 5))
#define PADDED16(i) ((i) + ((i) >> 4))

// table[row, digit, block]: pairs of the block with the digit.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void countDigits(
        __global const uint *keys, __global int *table, int n, int blocks, int shift, int bits) {
    __local int counts[GROUP];
    int t = get_local_id(0);
    int row = get_group_id(0) / blocks;
    int block = get_group_id(0) % blocks;
    int first = block * BLOCK;
    int digits = 1 << bits;
    keys += row * n + first;
    counts[t] = 0;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int e = 0; e < PER; e++) {
        int i = t + e * GROUP;
        if (i < n - first) {
            // Of integers, whose sum does not depend on their order.
            atomic_inc(&counts[keys[i] >> shift & (digits - 1)]);
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (t < digits) {
        table[(row * digits + t) * blocks + block] = counts[t];
    }
}

// Where the PER pairs of an item belong in their block when it is sorted by a digit of STEP
// bits: after the pairs with smaller digits, and after those before them with the same digit.
// Each item counts its digits in a column of its own, counts[digit, item].
void placesInBlock(
        const uint *digit, int *place, __local ushort *counts, __local int *two) {
    int t = get_local_id(0);
    for (int d = 0; d < 1 << STEP; d++) {
        counts[PADDED16(d * GROUP + t)] = 0;
    }
    for (int e = 0; e < PER; e++) {
        counts[PADDED16(digit[e] * GROUP + t)]++;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    // Exclusive sums of all counts: each item takes some that lie side by side.
    int sum = 0;
    for (int c = 0; c < 1 << STEP; c++) {
        sum += counts[PADDED16((t << STEP) + c)];
    }
    groupScan(two, sum);
    int running = t > 0 ? two[t - 1] : 0;
    for (int c = 0; c < 1 << STEP; c++) {
        int count = counts[PADDED16((t << STEP) + c)];
        counts[PADDED16((t << STEP) + c)] = running;
        running += count;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int e = 0; e < PER; e++) {
        place[e] = counts[PADDED16(digit[e] * GROUP + t)]++;
    }
}

// starts[row, digit, block]: the exclusive sums of `table`.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void scatterPairs(
        __global const uint *keys,
        __global const uint *values,
        __global const int *starts,
        __global uint *sortedKeys,
        __global uint *sortedValues,
        int n,
        int blocks,
        int shift,
        int bits) {
    __local ushort counts[PADDED16(GROUP << STEP)];
    __local uint staged[PADDED(BLOCK)];
    __local int two[2 * GROUP];
    __local int offset[GROUP];
    int t = get_local_id(0);
    int row = get_group_id(0) / blocks;
    int block = get_group_id(0) % blocks;
    int first = block * BLOCK;
    int digits = 1 << bits;
    int count = min(BLOCK, n - first);
    keys += row * n + first;
    values += row * n + first;

    // Read side by side, and then each item has PER neighbours, so that their order counts.
    // What is missing in the last block has the largest digit, and so stays at its end.
    uint key[PER];
    uint value[PER];
    for (int e = 0; e < PER; e++) {
        int i = t + e * GROUP;
        staged[PADDED(i)] = i < count ? keys[i] : 0xFFFFFFFFu;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int e = 0; e < PER; e++) {
        key[e] = staged[PADDED(t * PER + e)];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int e = 0; e < PER; e++) {
        int i = t + e * GROUP;
        staged[PADDED(i)] = i < count ? values[i] : 0;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int e = 0; e < PER; e++) {
        value[e] = staged[PADDED(t * PER + e)];
    }

    // The digit is sorted in steps of a few bits; after the last, items have every GROUP-th pair.
    for (int done = 0; done < bits; done += STEP) {
        uint mask = (1u << min(STEP, bits - done)) - 1;
        bool last = done + STEP >= bits;
        uint digit[PER];
        int place[PER];
        for (int e = 0; e < PER; e++) {
            digit[e] = key[e] >> (shift + done) & mask;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        placesInBlock(digit, place, counts, two);
        for (int e = 0; e < PER; e++) {
            staged[PADDED(place[e])] = key[e];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int e = 0; e < PER; e++) {
            int i = last ? t + e * GROUP : t * PER + e;
            key[e] = staged[PADDED(i)];
            uint d = key[e] >> shift & (digits - 1);
            if (last && (i == 0 || (staged[PADDED(i - 1)] >> shift & (digits - 1)) != d)) {
                // The first pair of the block with this digit: the others follow it.
                offset[d] = starts[(row * digits + d) * blocks + block] - i;
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int e = 0; e < PER; e++) {
            staged[PADDED(place[e])] = value[e];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int e = 0; e < PER; e++) {
            value[e] = staged[PADDED(last ? t + e * GROUP : t * PER + e)];
        }
    }
    for (int e = 0; e < PER; e++) {
        int i = t + e * GROUP;
        if (i < count) {
            int to = offset[key[e] >> shift & (digits - 1)] + i;
            sortedKeys[to] = key[e];
            sortedValues[to] = value[e];
        }
    }
}
