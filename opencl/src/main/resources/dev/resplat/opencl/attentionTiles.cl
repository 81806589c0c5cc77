// What kernels for attention of many queries to many keys have in common; formulas are in
// AttentionKernels. They are in files of their own, because they take long to compile. A group keeps
// TILE_ROWS rows, queries or keys, and walks along all of the others in tiles of TILE_COLUMNS: the
// scores of a tile are in local memory, and what is summed up over them is in registers. The
// softmax is summed up as scores arrive (Milakov and Gimelshein 2018); gradients compute scores
// again from their logarithmic sums (Dao et al. 2022), those of queries walking along keys and
// those of keys along queries, so that nothing is added by two groups.
//
// ROWS, COLUMNS: of tiles and work-items: each of SIDE by SIDE items has ROWS by COLUMNS scores,
//                SIDE apart
// OUT:           results of a row that an item has, SIDE apart; a block of them has SIDE * OUT
// STEP:          numbers along inner products that are in local memory at a time

#define SIDE 16
#define GROUP (SIDE * SIDE)
#define TILE_ROWS (SIDE * ROWS)
#define TILE_COLUMNS (SIDE * COLUMNS)
#define BLOCK (SIDE * OUT)

// A column more than there is keeps neighbours out of each other's banks.
#define PITCH (TILE_COLUMNS + 1)

// Rows r < n of length `depth` at A + r stride, STEP of each from p on, to chunk[STEP][tile + 1].
static void load(
        __local float *chunk,
        int tile,
        __global const float *A,
        int stride,
        int n,
        int depth,
        int p) {
    for (int i = get_local_id(0); i < STEP * tile; i += GROUP) {
        int along = i % STEP;
        int r = i / STEP;
        chunk[along * (tile + 1) + r] =
                r < n && p + along < depth ? A[r * stride + p + along] : 0.0f;
    }
}

static void clear(float sum[ROWS][OUT]) {
    #pragma unroll
    for (int i = 0; i < ROWS; i++) {
        #pragma unroll
        for (int j = 0; j < OUT; j++) {
            sum[i][j] = 0.0f;
        }
    }
}

// The first n of a group's rows of Y, in its block.
static void store(
        __global float *Y, int stride, int n, int width, int first, float sum[ROWS][OUT]) {
    int x = get_local_id(0) % SIDE;
    int y = get_local_id(0) / SIDE;
    #pragma unroll
    for (int i = 0; i < ROWS; i++) {
        #pragma unroll
        for (int j = 0; j < OUT; j++) {
            int d = first + x + j * SIDE;
            if (y + i * SIDE < n && d < width) {
                Y[(y + i * SIDE) * stride + d] = sum[i][j];
            }
        }
    }
}

#define EXTENTS \
    int batch, int heads, int queries, int keys, int depth, int valueDepth, \
    int masked, int maskBatch, int maskHead, int maskQuery, float scale

// Groups are [block, n, h, tile of `rows` rows]; `row` is the first.
#define PLACE(rows) \
    int t = get_local_id(0); \
    int x = t % SIDE; \
    int y = t / SIDE; \
    int number = get_group_id(0); \
    int tiles = ((rows) - 1) / TILE_ROWS + 1; \
    int row = number % tiles * TILE_ROWS; \
    number /= tiles; \
    int h = number % heads; \
    number /= heads; \
    int n = number % batch; \
    int first = number / batch * BLOCK; \
    int own = min((rows) - row, TILE_ROWS)

#define AT(n, i, h, length, width) ((((n) * (length) + (i)) * heads + (h)) * (width))
