// Convolutions as matrix products whose left matrix is never made ("implicit GEMM", Chetlur et al.
// 2014, "cuDNN: Efficient primitives for deep learning"); formulas are in ConvolutionKernels. A group
// has a tile of the result, walks along the inner product in steps of STEP, through local memory, and
// each of its SIDE by SIDE items keeps DOWN by ACROSS sums in registers, SIDE apart. What an item loads
// is always of the same rows, or of the same place along the inner product, and goes on by STEP along
// it: only the first is found by divisions.
//
// KIND:         0 for conv2d, 1 for its gradient for X, 2 for that for the weights
// DOWN, ACROSS: rows and columns of an item
// STRIDED:      whether a stride is not one
// HALF:         whether both matrices are halves in local memory

#include "stored.cl"

#define GROUP (SIDE * SIDE)
#define STEP SIDE
#define ROWS (SIDE * DOWN)
#define COLUMNS (SIDE * ACROSS)

// A column more than there is keeps neighbours out of each other's banks.
#define LEFT (ROWS + 1)
#define RIGHT (COLUMNS + 1)

#define GEOMETRY \
    int batch, int height, int width, int channels, \
    int outHeight, int outWidth, int outChannels, int groups, \
    int windowHeight, int windowWidth, int strideY, int strideX, \
    int dilationY, int dilationX, int paddingY, int paddingX

// Groups are [part, group of channels, tile of rows, tile of columns] of a matrix product of
// `rows` by `length` and `length` by `columns`.
#define PLACE(rows, columns) \
    __local STORED a[STEP * LEFT]; \
    __local STORED b[STEP * RIGHT]; \
    int upA = EXPONENT(largest, 0); \
    int upB = EXPONENT(largest, 1); \
    float scaleA = SCALE(upA); \
    float scaleB = SCALE(upB); \
    int t = get_local_id(0); \
    int x = t % SIDE; \
    int y = t / SIDE; \
    int depth = channels / groups; \
    int outDepth = outChannels / groups; \
    int tiles = ((columns) - 1) / COLUMNS + 1; \
    int number = get_group_id(0); \
    int column = number % tiles * COLUMNS; \
    number /= tiles; \
    tiles = ((rows) - 1) / ROWS + 1; \
    int row = number % tiles * ROWS; \
    number /= tiles; \
    int g = number % groups; \
    int part = number / groups

#define CLEAR(sum) \
    float sum[DOWN][ACROSS]; \
    for (int i = 0; i < DOWN; i++) { \
        for (int j = 0; j < ACROSS; j++) { \
            sum[i][j] = 0.0f; \
        } \
    }

// A number as places along three axes; extents are those of the inner two.
typedef struct {
    int outer;
    int middle;
    int inner;
} Places;

static Places placesOf(int number, int middle, int inner) {
    // Of what is empty nothing is read; but a division by zero would end the program on a CPU.
    middle = max(middle, 1);
    inner = max(inner, 1);
    Places p = {number / inner / middle, number / inner % middle, number % inner};
    return p;
}

// Goes on by so many places: sums of two places along an axis carry once at most.
static void advance(Places *p, Places by, int middle, int inner) {
    p->inner += by.inner;
    int carry = p->inner >= inner;
    p->inner -= carry ? inner : 0;
    p->middle += by.middle + carry;
    carry = p->middle >= middle;
    p->middle -= carry ? middle : 0;
    p->outer += by.outer + carry;
}

static void multiply(
        __local const STORED *a, __local const STORED *b, int x, int y, float sum[DOWN][ACROSS]) {
    for (int s = 0; s < STEP; s++) {
        float left[DOWN];
        float right[ACROSS];
        #pragma unroll
        for (int i = 0; i < DOWN; i++) {
            left[i] = TAKE(a, s * LEFT + y + i * SIDE);
        }
        #pragma unroll
        for (int j = 0; j < ACROSS; j++) {
            right[j] = TAKE(b, s * RIGHT + x + j * SIDE);
        }
        #pragma unroll
        for (int i = 0; i < DOWN; i++) {
            #pragma unroll
            for (int j = 0; j < ACROSS; j++) {
                sum[i][j] = mad(left[i], right[j], sum[i][j]);
            }
        }
    }
}

// Adds sums to totals, and begins anew.
static void add(float total[DOWN][ACROSS], float sum[DOWN][ACROSS]) {
    #pragma unroll
    for (int i = 0; i < DOWN; i++) {
        #pragma unroll
        for (int j = 0; j < ACROSS; j++) {
            total[i][j] += sum[i][j];
            sum[i][j] = 0.0f;
        }
    }
}

// Sums are of 128 terms, so that roundings stay small.
#define ADD_UP(p, total, sum) \
    if ((p) % 128 == 128 - STEP) { \
        add(total, sum); \
    }

#if KIND == 0

// Rows are pixels of Y, columns its channels; inner are places of the window and channels of X.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void conv2dTiles(
        __global const float *X,
        __global const float *W,
        __global const float *bias,
        __global float *Y,
        __global const uint *largest,
        int withBias,
        GEOMETRY) {
    int rows = batch * outHeight * outWidth;
    PLACE(rows, outChannels / groups);
    // What this item loads of the left matrix: element x of a step, in rows y + SIDE i.
    int map[DOWN];
    int top[DOWN];
    int left[DOWN];
    #pragma unroll
    for (int i = 0; i < DOWN; i++) {
        int r = min(row + y + i * SIDE, rows - 1);
        left[i] = r % outWidth * strideX - paddingX;
        top[i] = r / outWidth % outHeight * strideY - paddingY;
        map[i] = r / outWidth / outHeight;
    }
    CLEAR(sum)
    CLEAR(total)
    int length = windowHeight * windowWidth * depth;
    Places at = placesOf(x, windowWidth, depth);
    Places step = placesOf(STEP, windowWidth, depth);
    for (int p = 0; p < length; p += STEP) {
        int q = p + x;
        int c = g * depth + at.inner;
        int v = at.middle * dilationX;
        int u = at.outer * dilationY;
        advance(&at, step, windowWidth, depth);
        #pragma unroll
        for (int i = 0; i < DOWN; i++) {
            int r = top[i] + u;
            int s = left[i] + v;
            bool there = q < length && r >= 0 && r < height && s >= 0 && s < width;
            float value = there ? X[((map[i] * height + r) * width + s) * channels + c] : 0.0f;
            STORE(value * scaleA, a, x * LEFT + y + i * SIDE);
        }
        #pragma unroll
        for (int j = 0; j < ACROSS; j++) {
            int d = (t + j * GROUP) % COLUMNS;
            int s = (t + j * GROUP) / COLUMNS;
            bool there = p + s < length && column + d < outDepth;
            float value = there ? W[(p + s) * outChannels + g * outDepth + column + d] : 0.0f;
            STORE(value * scaleB, b, s * RIGHT + d);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        multiply(a, b, x, y, sum);
        barrier(CLK_LOCAL_MEM_FENCE);
        ADD_UP(p, total, sum)
    }
    add(total, sum);
    #pragma unroll
    for (int i = 0; i < DOWN; i++) {
        #pragma unroll
        for (int j = 0; j < ACROSS; j++) {
            int r = row + y + i * SIDE;
            int d = g * outDepth + column + x + j * SIDE;
            if (r < rows && column + x + j * SIDE < outDepth) {
                float sum = SCALED_BACK(total[i][j], upA + upB);
                Y[r * outChannels + d] = sum + (withBias ? bias[d] : 0.0f);
            }
        }
    }
}

#elif KIND == 1

// Rows are pixels of X, columns its channels; inner are places of the window and channels of Y.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void conv2dGradXTiles(
        __global const float *gradY,
        __global const float *W,
        __global const float *bias,
        __global float *gradX,
        __global const uint *largest,
        int withBias,
        GEOMETRY) {
    int rows = batch * height * width;
    PLACE(rows, channels / groups);
    int map[DOWN];
    int bottom[DOWN];
    int right[DOWN];
    #pragma unroll
    for (int i = 0; i < DOWN; i++) {
        int r = min(row + y + i * SIDE, rows - 1);
        right[i] = r % width + paddingX;
        bottom[i] = r / width % height + paddingY;
        map[i] = r / width / height;
    }
    CLEAR(sum)
    CLEAR(total)
    int length = windowHeight * windowWidth * outDepth;
    Places at = placesOf(x, windowWidth, outDepth);
    Places step = placesOf(STEP, windowWidth, outDepth);
    for (int p = 0; p < length; p += STEP) {
        int q = p + x;
        int d = g * outDepth + at.inner;
        int place = at.outer * windowWidth + at.middle;
        int v = at.middle * dilationX;
        int u = at.outer * dilationY;
        advance(&at, step, windowWidth, outDepth);
        #pragma unroll
        for (int i = 0; i < DOWN; i++) {
            int r = bottom[i] - u;
            int s = right[i] - v;
            bool there = q < length && r >= 0 && s >= 0;
#if STRIDED
            int down = r / strideY;
            int across = s / strideX;
            there = there && down * strideY == r && across * strideX == s;
            r = down;
            s = across;
#endif
            there = there && r < outHeight && s < outWidth;
            float value = there
                    ? gradY[((map[i] * outHeight + r) * outWidth + s) * outChannels + d]
                    : 0.0f;
            STORE(value * scaleA, a, x * LEFT + y + i * SIDE);
        }
        #pragma unroll
        for (int j = 0; j < ACROSS; j++) {
            int c = y + j * SIDE;
            bool there = q < length && column + c < depth;
            float value = there ? W[(place * depth + column + c) * outChannels + d] : 0.0f;
            STORE(value * scaleB, b, x * RIGHT + c);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        multiply(a, b, x, y, sum);
        barrier(CLK_LOCAL_MEM_FENCE);
        ADD_UP(p, total, sum)
    }
    add(total, sum);
    #pragma unroll
    for (int i = 0; i < DOWN; i++) {
        #pragma unroll
        for (int j = 0; j < ACROSS; j++) {
            int r = row + y + i * SIDE;
            int c = g * depth + column + x + j * SIDE;
            if (r < rows && column + x + j * SIDE < depth) {
                float sum = SCALED_BACK(total[i][j], upA + upB);
                gradX[r * channels + c] = sum + (withBias ? bias[c] : 0.0f);
            }
        }
    }
}

#else

// Rows are places of the window and channels of X, columns channels of Y; inner are pixels of Y,
// perPart of them in each part: sums are [part, row, channel of Y].
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void conv2dGradWeightTiles(
        __global const float *X,
        __global const float *gradY,
        __global float *sums,
        __global const uint *largest,
        int parts,
        int perPart,
        GEOMETRY) {
    int rows = windowHeight * windowWidth * (channels / groups);
    PLACE(rows, outChannels / groups);
    // What this item loads of the left matrix: row t % ROWS, in every GROUP / ROWS-th of a step.
    int own = min(row + t % ROWS, rows - 1);
    int c = g * depth + own % depth;
    int v = own / depth % windowWidth * dilationX - paddingX;
    int u = own / depth / windowWidth * dilationY - paddingY;
    CLEAR(sum)
    CLEAR(total)
    int end = min((part + 1) * perPart, batch * outHeight * outWidth);
    Places at[DOWN];
    #pragma unroll
    for (int i = 0; i < DOWN; i++) {
        int s = t / ROWS + i * (GROUP / ROWS);
        at[i] = placesOf(part * perPart + s, outHeight, outWidth);
    }
    Places step = placesOf(STEP, outHeight, outWidth);
    for (int p = part * perPart; p < end; p += STEP) {
        #pragma unroll
        for (int i = 0; i < DOWN; i++) {
            int s = t / ROWS + i * (GROUP / ROWS);
            int across = at[i].inner * strideX + v;
            int down = at[i].middle * strideY + u;
            int map = at[i].outer;
            bool there =
                    p + s < end && down >= 0 && down < height && across >= 0 && across < width;
            float value =
                    there ? X[((map * height + down) * width + across) * channels + c] : 0.0f;
            STORE(value * scaleA, a, s * LEFT + t % ROWS);
            advance(&at[i], step, outHeight, outWidth);
        }
        #pragma unroll
        for (int j = 0; j < ACROSS; j++) {
            int d = (t + j * GROUP) % COLUMNS;
            int s = (t + j * GROUP) / COLUMNS;
            bool there = p + s < end && column + d < outDepth;
            float value =
                    there ? gradY[(p + s) * outChannels + g * outDepth + column + d] : 0.0f;
            STORE(value * scaleB, b, s * RIGHT + d);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        multiply(a, b, x, y, sum);
        barrier(CLK_LOCAL_MEM_FENCE);
        ADD_UP(p, total, sum)
    }
    add(total, sum);
    #pragma unroll
    for (int i = 0; i < DOWN; i++) {
        #pragma unroll
        for (int j = 0; j < ACROSS; j++) {
            int r = row + y + i * SIDE;
            int d = g * outDepth + column + x + j * SIDE;
            if (r < rows && column + x + j * SIDE < outDepth) {
                float sum = SCALED_BACK(total[i][j], upA + upB);
                sums[(part * rows + r) * outChannels + d] = sum;
            }
        }
    }
}

#endif
