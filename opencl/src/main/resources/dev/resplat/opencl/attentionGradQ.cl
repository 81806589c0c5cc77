// The gradient of queries, many of them; rows of tiles are queries.

#define STEP 8

#include "attentionTiles.cl"

#define OPERANDS (2 * STEP * (TILE_ROWS + 1 + TILE_COLUMNS + 1))
#define CHUNK (OPERANDS > STEP * BLOCK ? OPERANDS : STEP * BLOCK)

#include "attentionScores.cl"

#include "attentionSums.cl"

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void attentionGradQ(
        __global const float *Q,
        __global const float *K,
        __global const float *V,
        __global const float *mask,
        __global const float *logSumExp,
        __global const float *delta,
        __global const float *gradY,
        __global float *gradQ,
        EXTENTS) {
    __local float chunk[CHUNK];
    __local float tile[TILE_ROWS * PITCH];
    PLACE(queries);
    float sums[ROWS];
    float deltas[ROWS];
    #pragma unroll
    for (int i = 0; i < ROWS; i++) {
        int r = min(y + i * SIDE, own - 1);
        int at = (n * heads + h) * queries + row + r;
        sums[i] = logSumExp[at];
        deltas[i] = delta[at];
    }
    float sum[ROWS][OUT];
    clear(sum);
    for (int key = 0; key < keys; key += TILE_COLUMNS) {
        int there = min(keys - key, TILE_COLUMNS);
        float score[ROWS][COLUMNS];
        float grad[ROWS][COLUMNS];
        products(
                chunk,
                Q + AT(n, row, h, queries, depth),
                K + AT(n, key, h, keys, depth),
                depth,
                gradY + AT(n, row, h, queries, valueDepth),
                V + AT(n, key, h, keys, valueDepth),
                valueDepth,
                heads,
                own,
                there,
                score,
                grad);
        #pragma unroll
        for (int i = 0; i < ROWS; i++) {
            #pragma unroll
            for (int j = 0; j < COLUMNS; j++) {
                int r = y + i * SIDE;
                int c = x + j * SIDE;
                float s = scale * score[i][j];
                if (masked && r < own && c < there) {
                    s += mask[n * maskBatch + h * maskHead + (row + r) * maskQuery + key + c];
                }
                float p = probability(s, sums[i]);
                tile[r * PITCH + c] = c < there ? scale * p * (grad[i][j] - deltas[i]) : 0.0f;
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        accumulate(
                tile,
                chunk,
                K + AT(n, key, h, keys, depth),
                heads * depth,
                there,
                depth,
                first,
                sum);
    }
    store(gradQ + AT(n, row, h, queries, depth), heads * depth, own, depth, first, sum);
}
