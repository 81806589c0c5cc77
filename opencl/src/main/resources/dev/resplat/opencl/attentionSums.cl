// sum[i][j] += over rows r < n of B: tile[y + SIDE i][r] times element first + x + SIDE j of row r.
static void accumulate(
        __local const float *tile,
        __local float *chunk,
        __global const float *B,
        int stride,
        int n,
        int width,
        int first,
        float sum[ROWS][OUT]) {
    int t = get_local_id(0);
    int x = t % SIDE;
    int y = t / SIDE;
    for (int from = 0; from < min(n, TILE_COLUMNS); from += STEP) {
        for (int i = t; i < STEP * BLOCK; i += GROUP) {
            int d = first + i % BLOCK;
            int r = from + i / BLOCK;
            chunk[i] = r < n && d < width ? B[r * stride + d] : 0.0f;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int s = 0; s < STEP; s++) {
            float left[ROWS];
            float right[OUT];
            #pragma unroll
            for (int i = 0; i < ROWS; i++) {
                left[i] = tile[(y + i * SIDE) * PITCH + from + s];
            }
            #pragma unroll
            for (int j = 0; j < OUT; j++) {
                right[j] = chunk[s * BLOCK + x + j * SIDE];
            }
            #pragma unroll
            for (int i = 0; i < ROWS; i++) {
                #pragma unroll
                for (int j = 0; j < OUT; j++) {
                    sum[i][j] = mad(left[i], right[j], sum[i][j]);
                }
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
}
