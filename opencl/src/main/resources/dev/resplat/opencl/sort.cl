// Order along rows of floats.

#include "order.cl"

// The key of a float, such that the first in order has the smallest.
uint keyOf(float x, int descending) {
    uint key = ordered(x);
    return descending ? ~key : key;
}

// Keys, and the place of each in its row.
__kernel void makeKeys(
        __global const float *X,
        __global uint *keys,
        __global int *places,
        int n,
        int descending,
        int count) {
    int at = get_global_id(0);
    if (at < count) {
        keys[at] = keyOf(X[at], descending);
        places[at] = at % n;
    }
}

// The first k of each row whose places are sorted.
__kernel void takeFirst(
        __global const float *X,
        __global const int *places,
        __global float *values,
        __global int *index,
        int n,
        int k,
        int count) {
    int at = get_global_id(0);
    if (at < count) {
        int row = at / k;
        int place = places[row * n + at % k];
        values[at] = X[row * n + place];
        index[at] = place;
    }
}

// For short rows: an element belongs after those that are smaller, and after those before it
// that are equal. All items of a row read the same numbers at the same time.
__kernel void rankRows(
        __global const float *X,
        __global float *values,
        __global int *index,
        int n,
        int k,
        int descending,
        int count) {
    int at = get_global_id(0);
    if (at < count) {
        int row = at / n;
        int place = at % n;
        float x = X[at];
        uint key = keyOf(x, descending);
        int rank = 0;
        for (int i = 0; i < n; i++) {
            uint other = keyOf(X[row * n + i], descending);
            rank += other < key || (other == key && i < place) ? 1 : 0;
        }
        if (rank < k) {
            values[row * k + rank] = x;
            index[row * k + rank] = place;
        }
    }
}
