// C = A B for matrices of a batch, by tiles of ROWS by COLUMNS: a group walks along k in steps of
// STEP, through local memory, and each of its items keeps DOWN by ACROSS sums in registers. An item
// has vectors of WIDTH neighbours, as far apart as there are items, so that items beside each other
// read and write vectors beside each other.
//
// A is [m, k], or [k, m] if A_TRANSPOSED; B is [k, n], or [n, k] if B_TRANSPOSED. Where C has
// few tiles, k is cut into `pieces` of `piece`, and C is [pieces, batches, m, n], to be added.
// ALIGNED: every row of A and of B begins at a multiple of WIDTH and has a multiple of WIDTH.
//
// Whatever the tiles are, terms of a sum are added in their order, one after the other: tiles change
// how fast this is, and no bit of what it computes.

#include "stored.cl"

#define ITEMS_DOWN (ROWS / DOWN)
#define ITEMS_ACROSS (COLUMNS / ACROSS)
#define GROUP (ITEMS_DOWN * ITEMS_ACROSS)

// A vector more than there is keeps writes along k out of each other's banks.
#define PITCH_A (ROWS + WIDTH)
#define PITCH_B (COLUMNS + WIDTH)

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
typedef JOIN(float, WIDTH) Vector;
// One for each element, though all are the same: Oclgrind 21.10 would take another for all but the
// first.
typedef JOIN(int, WIDTH) Exponents;
#define VLOAD JOIN(vload, WIDTH)
#define VSTORE JOIN(vstore, WIDTH)

#ifdef FP_FAST_FMAF
#define MULTIPLY_ADD fma
#else
#define MULTIPLY_ADD mad
#endif

// What is at p, of which so many elements are there; zeros in place of others.
static Vector some(__global const float *p, int there) {
    if (there >= WIDTH) {
#if ALIGNED
        return *(__global const Vector *) p;
#else
        return VLOAD(0, p);
#endif
    }
    float lanes[WIDTH];
    #pragma unroll
    for (int l = 0; l < WIDTH; l++) {
        lanes[l] = l < there ? p[l] : 0.0f;
    }
    return VLOAD(0, lanes);
}

// A step of a matrix to local memory, where what is across is fastest: `side` rows of A, or columns
// of B, from `first` of `extent` on, at p to `end` along k. In memory its lines are `line` long, and
// along k if kIsFast.
static void load(
        __local STORED *tile,
        int pitch,
        int side,
        bool kIsFast,
        __global const float *matrix,
        int line,
        int first,
        int extent,
        int p,
        int end,
        float scale) {
    int perLine = (kIsFast ? STEP : side) / WIDTH;
    for (int i = get_local_id(0); i < STEP * side / WIDTH; i += GROUP) {
        int fast = i % perLine * WIDTH;
        int slow = i / perLine;
        if (kIsFast) {
            int there = first + slow < extent ? end - p - fast : 0;
            Vector v = some(matrix + (first + slow) * line + p + fast, there);
            float lanes[WIDTH];
            VSTORE(v, 0, lanes);
            #pragma unroll
            for (int l = 0; l < WIDTH; l++) {
                STORE(lanes[l] * scale, tile, (fast + l) * pitch + slow);
            }
        } else {
            int there = p + slow < end ? extent - first - fast : 0;
            Vector v = some(matrix + (p + slow) * line + first + fast, there);
            STORE_VECTOR(v * scale, tile, (slow * pitch + fast) / WIDTH);
        }
    }
}

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void matmul(
        __global const float *A,
        __global const float *B,
        __global float *C,
        __global const uint *largest,
        int batches,
        int m,
        int k,
        int n,
        int aStride,
        int bStride,
        int pieces,
        int piece) {
    __local STORED a[STEP * PITCH_A] __attribute__((aligned(32)));
    __local STORED b[STEP * PITCH_B] __attribute__((aligned(32)));
    int x = get_local_id(0) % ITEMS_ACROSS;
    int y = get_local_id(0) / ITEMS_ACROSS;
    int across = (n - 1) / COLUMNS + 1;
    int down = (m - 1) / ROWS + 1;
    int number = get_group_id(0);
    int column = number % across * COLUMNS;
    number /= across;
    int row = number % down * ROWS;
    number /= down;
    int part = number % pieces;
    int batch = number / pieces;
    A += batch * aStride;
    B += batch * bStride;
    C += (part * batches + batch) * m * n;
    int upA = EXPONENT(largest, 0);
    int upB = EXPONENT(largest, 1);

    Vector sum[DOWN][ACROSS / WIDTH];
    #pragma unroll
    for (int i = 0; i < DOWN; i++) {
        #pragma unroll
        for (int j = 0; j < ACROSS / WIDTH; j++) {
            sum[i][j] = (Vector) 0.0f;
        }
    }
    int end = piece < k - part * piece ? (part + 1) * piece : k;
    for (int p = part * piece; p < end; p += STEP) {
        load(a, PITCH_A, ROWS, !A_TRANSPOSED, A, A_TRANSPOSED ? m : k, row, m, p, end, SCALE(upA));
        load(b, PITCH_B, COLUMNS, B_TRANSPOSED, B, B_TRANSPOSED ? k : n, column, n, p, end, SCALE(upB));
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int s = 0; s < STEP; s++) {
            // Unrolled, arrays are registers; a compiler that knows no such pragma may do so, too.
            float left[DOWN];
            Vector right[ACROSS / WIDTH];
            #pragma unroll
            for (int i = 0; i < DOWN / WIDTH; i++) {
                VSTORE(TAKE_VECTOR(a, s * (PITCH_A / WIDTH) + i * ITEMS_DOWN + y), i, left);
            }
            #pragma unroll
            for (int j = 0; j < ACROSS / WIDTH; j++) {
                right[j] = TAKE_VECTOR(b, s * (PITCH_B / WIDTH) + j * ITEMS_ACROSS + x);
            }
            #pragma unroll
            for (int i = 0; i < DOWN; i++) {
                #pragma unroll
                for (int j = 0; j < ACROSS / WIDTH; j++) {
                    sum[i][j] = MULTIPLY_ADD((Vector) left[i], right[j], sum[i][j]);
                }
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    #pragma unroll
    for (int i = 0; i < DOWN; i++) {
        int r = row + (i / WIDTH * ITEMS_DOWN + y) * WIDTH + i % WIDTH;
        #pragma unroll
        for (int j = 0; j < ACROSS / WIDTH; j++) {
            int c = column + (j * ITEMS_ACROSS + x) * WIDTH;
            Vector result = SCALED_BACK(sum[i][j], (Exponents) (upA + upB));
            if (r < m && c + WIDTH <= n) {
                VSTORE(result, 0, C + r * n + c);
            } else if (r < m) {
                float lanes[WIDTH];
                VSTORE(result, 0, lanes);
                for (int l = 0; c + l < n; l++) {
                    C[r * n + c + l] = lanes[l];
                }
            }
        }
    }
}
