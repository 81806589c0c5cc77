// C = A B for matrices of a batch, by tiles of TILE by TILE: a group walks along k in steps of
// STEP, through local memory, and each of its SIDE by SIDE items keeps EACH by EACH sums in
// registers, SIDE rows and columns apart, so that neighbours read and write neighbours.
//
// A is [m, k], or [k, m] if A_TRANSPOSED; B is [k, n], or [n, k] if B_TRANSPOSED. Where C has
// few tiles, k is cut into `pieces` of `piece`, and C is [pieces, batches, m, n], to be added.

#define GROUP (SIDE * SIDE)

// Where element (row of A, p) and (p, column of B) is.
#define A_AT(row, p) (A_TRANSPOSED ? (p) * m + (row) : (row) * k + (p))
#define B_AT(p, column) (B_TRANSPOSED ? (column) * k + (p) : (p) * n + (column))

// Which of STEP by TILE elements the i-th to be loaded is: neighbours as in memory. Its place
// along k, and across.
#define ALONG(i, kIsFast) ((kIsFast) ? (i) % STEP : (i) / TILE)
#define ACROSS(i, kIsFast) ((kIsFast) ? (i) / STEP : (i) % TILE)

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void matmul(
        __global const float *A,
        __global const float *B,
        __global float *C,
        int batches,
        int m,
        int k,
        int n,
        int aStride,
        int bStride,
        int pieces,
        int piece) {
    // A column more than there is keeps writes along k out of each other's banks.
    __local float a[STEP][TILE + 1];
    __local float b[STEP][TILE + 1];
    int t = get_local_id(0);
    int x = t % SIDE;
    int y = t / SIDE;
    int across = (n - 1) / TILE + 1;
    int down = (m - 1) / TILE + 1;
    int number = get_group_id(0);
    int column = number % across * TILE;
    number /= across;
    int row = number % down * TILE;
    number /= down;
    int part = number % pieces;
    int batch = number / pieces;
    A += batch * aStride;
    B += batch * bStride;
    C += (part * batches + batch) * m * n;

    float sum[EACH][EACH];
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        #pragma unroll
        for (int j = 0; j < EACH; j++) {
            sum[i][j] = 0.0f;
        }
    }
    int end = piece < k - part * piece ? (part + 1) * piece : k;
    for (int p = part * piece; p < end; p += STEP) {
        for (int i = t; i < STEP * TILE; i += GROUP) {
            int along = ALONG(i, !A_TRANSPOSED);
            int at = ACROSS(i, !A_TRANSPOSED);
            bool there = p + along < end && row + at < m;
            a[along][at] = there ? A[A_AT(row + at, p + along)] : 0.0f;
            along = ALONG(i, B_TRANSPOSED);
            at = ACROSS(i, B_TRANSPOSED);
            there = p + along < end && column + at < n;
            b[along][at] = there ? B[B_AT(p + along, column + at)] : 0.0f;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int s = 0; s < STEP; s++) {
            float left[EACH];
            float right[EACH];
            // Unrolled, arrays are registers; a compiler that knows no such pragma may do so, too.
            #pragma unroll
            for (int i = 0; i < EACH; i++) {
                left[i] = a[s][y + i * SIDE];
                right[i] = b[s][x + i * SIDE];
            }
            #pragma unroll
            for (int i = 0; i < EACH; i++) {
                #pragma unroll
                for (int j = 0; j < EACH; j++) {
                    sum[i][j] = mad(left[i], right[j], sum[i][j]);
                }
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    #pragma unroll
    for (int i = 0; i < EACH; i++) {
        #pragma unroll
        for (int j = 0; j < EACH; j++) {
            int r = row + y + i * SIDE;
            int c = column + x + j * SIDE;
            if (r < m && c < n) {
                C[r * n + c] = sum[i][j];
            }
        }
    }
}
