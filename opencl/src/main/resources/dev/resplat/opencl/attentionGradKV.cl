// The gradients of keys and values for many queries; rows of tiles are keys.
// wantK, wantV: whether gradK and gradV are to be written.

#define STEP 8

#include "attentionTiles.cl"

#define OPERANDS (2 * STEP * (TILE_ROWS + 1 + TILE_COLUMNS + 1))
#define CHUNK (OPERANDS > 2 * STEP * BLOCK ? OPERANDS : 2 * STEP * BLOCK)

#include "attentionScores.cl"

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void attentionGradKV(
        __global const float *Q,
        __global const float *K,
        __global const float *V,
        __global const float *mask,
        __global const float *logSumExp,
        __global const float *delta,
        __global const float *gradY,
        __global float *gradK,
        __global float *gradV,
        int wantK,
        int wantV,
        EXTENTS) {
    __local float chunk[CHUNK];
    // Probabilities, and gradients of scores.
    __local float weights[TILE_ROWS * PITCH];
    __local float grads[TILE_ROWS * PITCH];
    PLACE(keys);
    float sumK[ROWS][OUT];
    float sumV[ROWS][OUT];
    clear(sumK);
    clear(sumV);
    for (int query = 0; query < queries; query += TILE_COLUMNS) {
        int there = min(queries - query, TILE_COLUMNS);
        float score[ROWS][COLUMNS];
        float grad[ROWS][COLUMNS];
        products(
                chunk,
                K + AT(n, row, h, keys, depth),
                Q + AT(n, query, h, queries, depth),
                depth,
                V + AT(n, row, h, keys, valueDepth),
                gradY + AT(n, query, h, queries, valueDepth),
                valueDepth,
                heads,
                own,
                there,
                score,
                grad);
        #pragma unroll
        for (int j = 0; j < COLUMNS; j++) {
            int c = x + j * SIDE;
            int at = (n * heads + h) * queries + query + min(c, there - 1);
            float sum = logSumExp[at];
            float d = delta[at];
            #pragma unroll
            for (int i = 0; i < ROWS; i++) {
                int r = y + i * SIDE;
                float s = scale * score[i][j];
                if (masked && r < own && c < there) {
                    s += mask[n * maskBatch + h * maskHead + (query + c) * maskQuery + row + r];
                }
                float p = c < there ? probability(s, sum) : 0.0f;
                weights[r * PITCH + c] = p;
                grads[r * PITCH + c] = c < there ? scale * p * (grad[i][j] - d) : 0.0f;
            }
        }
        __local float *values = chunk + STEP * BLOCK;
        for (int from = 0; from < there; from += STEP) {
            for (int i = t; i < STEP * BLOCK; i += GROUP) {
                int d = first + i % BLOCK;
                int c = from + i / BLOCK;
                int at = query + min(c, there - 1);
                chunk[i] = c < there && d < depth ? Q[AT(n, at, h, queries, depth) + d] : 0.0f;
                values[i] = c < there && d < valueDepth
                        ? gradY[AT(n, at, h, queries, valueDepth) + d]
                        : 0.0f;
            }
            barrier(CLK_LOCAL_MEM_FENCE);
            for (int s = 0; s < STEP; s++) {
                #pragma unroll
                for (int i = 0; i < ROWS; i++) {
                    float g = grads[(y + i * SIDE) * PITCH + from + s];
                    float p = weights[(y + i * SIDE) * PITCH + from + s];
                    #pragma unroll
                    for (int j = 0; j < OUT; j++) {
                        int at = s * BLOCK + x + j * SIDE;
                        sumK[i][j] = mad(g, chunk[at], sumK[i][j]);
                        sumV[i][j] = mad(p, values[at], sumV[i][j]);
                    }
                }
            }
            barrier(CLK_LOCAL_MEM_FENCE);
        }
    }
    if (wantK) {
        store(gradK + AT(n, row, h, keys, depth), heads * depth, own, depth, first, sumK);
    }
    if (wantV) {
        store(
                gradV + AT(n, row, h, keys, valueDepth),
                heads * valueDepth,
                own,
                valueDepth,
                first,
                sumV);
    }
}
