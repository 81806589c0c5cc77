// Nearest points of queries, D coordinates each, by looking at all points.

float squaredDistance(__global const float *query, const __local float *point) {
    float sum = 0.0f;
    for (int i = 0; i < D; i++) {
        float difference = query[i] - point[i];
        sum += difference * difference;
    }
    return sum;
}

// An item has a query and keeps the k nearest points so far in local memory, in order, with a
// column of its own; points come to all items of a group at once, in the order of their numbers,
// and go behind what is as near: so of equally near ones the first is kept, and comes first.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void nearestPoints(
        __global const float *points,
        __global const float *queries,
        __global int *index,
        __global float *distances,
        int count,
        int queryCount,
        int k,
        __local float *best,
        __local int *who) {
    __local float tile[GROUP * D];
    int t = get_local_id(0);
    int q = get_global_id(0);
    bool there = q < queryCount;
    __global const float *query = queries + (there ? q * D : 0);
    int kept = 0;
    float farthest = INFINITY;
    for (int from = 0; from < count; from += GROUP) {
        int many = min(GROUP, count - from);
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = t; i < many * D; i += GROUP) {
            tile[i] = points[from * D + i];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int p = 0; there && p < many; p++) {
            float distance = squaredDistance(query, tile + p * D);
            if (kept < k || distance < farthest) {
                int at = kept < k ? kept++ : k - 1;
                for (; at > 0 && best[(at - 1) * GROUP + t] > distance; at--) {
                    best[at * GROUP + t] = best[(at - 1) * GROUP + t];
                    who[at * GROUP + t] = who[(at - 1) * GROUP + t];
                }
                best[at * GROUP + t] = distance;
                who[at * GROUP + t] = from + p;
                farthest = best[(kept - 1) * GROUP + t];
            }
        }
    }
    for (int rank = 0; there && rank < k; rank++) {
        index[q * k + rank] = who[rank * GROUP + t];
        distances[q * k + rank] = best[rank * GROUP + t];
    }
}

// Y[q, p]: the squared distance of point p from query first + q.
__kernel void allDistances(
        __global const float *points,
        __global const float *queries,
        __global float *Y,
        int count,
        int first,
        int n) {
    int at = get_global_id(0);
    if (at < n) {
        int q = first + at / count;
        int p = at % count;
        float sum = 0.0f;
        for (int i = 0; i < D; i++) {
            float difference = queries[q * D + i] - points[p * D + i];
            sum += difference * difference;
        }
        Y[at] = sum;
    }
}

// What was found for some queries, to where that of all is.
__kernel void putFound(
        __global const float *someDistances,
        __global const int *someIndex,
        __global float *distances,
        __global int *index,
        int first,
        int n) {
    int i = get_global_id(0);
    if (i < n) {
        distances[first + i] = someDistances[i];
        index[first + i] = someIndex[i];
    }
}
