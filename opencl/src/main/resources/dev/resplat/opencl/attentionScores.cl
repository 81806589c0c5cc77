// score[i][j] = the inner product of rows y + SIDE i of A and x + SIDE j of B, of length depth, and
// grad[i][j] that of rows of C and D, of length valueDepth; both in one loop.
static void products(
        __local float *chunk,
        __global const float *A,
        __global const float *B,
        int depth,
        __global const float *C,
        __global const float *D,
        int valueDepth,
        int heads,
        int rows,
        int columns,
        float score[ROWS][COLUMNS],
        float grad[ROWS][COLUMNS]) {
    int x = get_local_id(0) % SIDE;
    int y = get_local_id(0) / SIDE;
    __local float *a = chunk;
    __local float *b = a + STEP * (TILE_ROWS + 1);
    __local float *c = b + STEP * (TILE_COLUMNS + 1);
    __local float *d = c + STEP * (TILE_ROWS + 1);
    #pragma unroll
    for (int i = 0; i < ROWS; i++) {
        #pragma unroll
        for (int j = 0; j < COLUMNS; j++) {
            score[i][j] = 0.0f;
            grad[i][j] = 0.0f;
        }
    }
    for (int p = 0; p < max(depth, valueDepth); p += STEP) {
        load(a, TILE_ROWS, A, heads * depth, rows, depth, p);
        load(b, TILE_COLUMNS, B, heads * depth, columns, depth, p);
        load(c, TILE_ROWS, C, heads * valueDepth, rows, valueDepth, p);
        load(d, TILE_COLUMNS, D, heads * valueDepth, columns, valueDepth, p);
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int s = 0; s < STEP; s++) {
            float left[ROWS];
            float right[COLUMNS];
            float leftGrad[ROWS];
            float rightGrad[COLUMNS];
            #pragma unroll
            for (int i = 0; i < ROWS; i++) {
                left[i] = a[s * (TILE_ROWS + 1) + y + i * SIDE];
                leftGrad[i] = c[s * (TILE_ROWS + 1) + y + i * SIDE];
            }
            #pragma unroll
            for (int j = 0; j < COLUMNS; j++) {
                right[j] = b[s * (TILE_COLUMNS + 1) + x + j * SIDE];
                rightGrad[j] = d[s * (TILE_COLUMNS + 1) + x + j * SIDE];
            }
            #pragma unroll
            for (int i = 0; i < ROWS; i++) {
                #pragma unroll
                for (int j = 0; j < COLUMNS; j++) {
                    score[i][j] = mad(left[i], right[j], score[i][j]);
                    grad[i][j] = mad(leftGrad[i], rightGrad[j], grad[i][j]);
                }
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}

// The probability of a score.
static float probability(float score, float logSumExp) {
    return logSumExp == -INFINITY ? 0.0f : exp(score - logSumExp);
}
