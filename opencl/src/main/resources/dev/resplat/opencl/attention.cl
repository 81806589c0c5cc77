// Attention of many queries to many keys; rows of tiles are queries.

#define STEP 16

#include "attentionTiles.cl"

#define OPERANDS (STEP * (TILE_ROWS + 1 + TILE_COLUMNS + 1))
#define CHUNK (OPERANDS > STEP * BLOCK ? OPERANDS : STEP * BLOCK)

// product[i][j] = the inner product of rows y + SIDE i of A and x + SIDE j of B.
static void products(
        __local float *chunk,
        __global const float *A,
        int strideA,
        int rows,
        __global const float *B,
        int strideB,
        int columns,
        int depth,
        float product[ROWS][COLUMNS]) {
    int x = get_local_id(0) % SIDE;
    int y = get_local_id(0) / SIDE;
    __local float *a = chunk;
    __local float *b = chunk + STEP * (TILE_ROWS + 1);
    #pragma unroll
    for (int i = 0; i < ROWS; i++) {
        #pragma unroll
        for (int j = 0; j < COLUMNS; j++) {
            product[i][j] = 0.0f;
        }
    }
    for (int p = 0; p < depth; p += STEP) {
        load(a, TILE_ROWS, A, strideA, rows, depth, p);
        load(b, TILE_COLUMNS, B, strideB, columns, depth, p);
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int s = 0; s < STEP; s++) {
            float left[ROWS];
            float right[COLUMNS];
            #pragma unroll
            for (int i = 0; i < ROWS; i++) {
                left[i] = a[s * (TILE_ROWS + 1) + y + i * SIDE];
            }
            #pragma unroll
            for (int j = 0; j < COLUMNS; j++) {
                right[j] = b[s * (TILE_COLUMNS + 1) + x + j * SIDE];
            }
            #pragma unroll
            for (int i = 0; i < ROWS; i++) {
                #pragma unroll
                for (int j = 0; j < COLUMNS; j++) {
                    product[i][j] = mad(left[i], right[j], product[i][j]);
                }
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

#include "attentionSums.cl"

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void attention(
        __global const float *Q,
        __global const float *K,
        __global const float *V,
        __global const float *mask,
        __global float *Y,
        __global float *logSumExp,
        EXTENTS) {
    __local float chunk[CHUNK];
    __local float tile[TILE_ROWS * PITCH];
    // Of each row: the largest score up to now, the sum of e^(score - largest), what sums of
    // before are worth now.
    __local float most[TILE_ROWS];
    __local float total[TILE_ROWS];
    __local float factor[TILE_ROWS];
    __local float shared[GROUP];
    PLACE(queries);
    // Each row has so many items when it is looked at as a whole.
    const int lanes = GROUP / TILE_ROWS;
    int lane = t % lanes;
    __local float *whole = tile + t / lanes * PITCH;
    float sum[ROWS][OUT];
    clear(sum);
    if (t < TILE_ROWS) {
        most[t] = -INFINITY;
        total[t] = 0.0f;
    }
    for (int key = 0; key < keys; key += TILE_COLUMNS) {
        int there = min(keys - key, TILE_COLUMNS);
        float score[ROWS][COLUMNS];
        products(
                chunk,
                Q + AT(n, row, h, queries, depth),
                heads * depth,
                own,
                K + AT(n, key, h, keys, depth),
                heads * depth,
                there,
                depth,
                score);
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
                tile[r * PITCH + c] = c < there ? s : -INFINITY;
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        // fmax leaves out what is no number; the sum has it.
        float largest = -INFINITY;
        for (int c = lane; c < TILE_COLUMNS; c += lanes) {
            largest = fmax(largest, whole[c]);
        }
        shared[t] = largest;
        barrier(CLK_LOCAL_MEM_FENCE);
        float before = most[t / lanes];
        largest = before;
        for (int k = 0; k < lanes; k++) {
            largest = fmax(largest, shared[t - lane + k]);
        }
        // Where all is hidden, e^(score - 0) is zero.
        float about = largest == -INFINITY ? 0.0f : largest;
        float part = 0.0f;
        for (int c = lane; c < TILE_COLUMNS; c += lanes) {
            float p = exp(whole[c] - about);
            whole[c] = p;
            part += p;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        shared[t] = part;
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane == 0) {
            int r = t / lanes;
            float worth = exp(before - about);
            float all = total[r] * worth;
            for (int k = 0; k < lanes; k++) {
                all += shared[t + k];
            }
            most[r] = largest;
            total[r] = all;
            factor[r] = worth;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        #pragma unroll
        for (int i = 0; i < ROWS; i++) {
            #pragma unroll
            for (int j = 0; j < OUT; j++) {
                sum[i][j] *= factor[y + i * SIDE];
            }
        }
        accumulate(
                tile,
                chunk,
                V + AT(n, key, h, keys, valueDepth),
                heads * valueDepth,
                there,
                valueDepth,
                first,
                sum);
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    #pragma unroll
    for (int i = 0; i < ROWS; i++) {
        float all = total[y + i * SIDE];
        #pragma unroll
        for (int j = 0; j < OUT; j++) {
            sum[i][j] = all == 0.0f ? 0.0f : sum[i][j] / all;
        }
    }
    store(
            Y + AT(n, row, h, queries, valueDepth),
            heads * valueDepth,
            own,
            valueDepth,
            first,
            sum);
    if (first == 0 && t < own) {
        // The logarithm of zero is -infinity.
        float about = most[t] == -INFINITY ? 0.0f : most[t];
        logSumExp[(n * heads + h) * queries + row + t] = about + log(total[t]);
    }
}
