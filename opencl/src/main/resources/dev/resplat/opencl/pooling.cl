// Pooling of feature maps [n, row, column, channel]; formulas are in PoolingKernels. A work-item has
// one result; channels are fastest, so that neighbours read and write side by side. Gradients are
// gathered by the inputs, in the order of the outputs that see them.

#define GEOMETRY \
    int maps, int height, int width, int channels, int outHeight, int outWidth, \
    int windowHeight, int windowWidth, int strideY, int strideX, \
    int dilationY, int dilationX, int paddingY, int paddingX

// What number is along the last axis, which is taken off.
static int last(int *number, int extent) {
    int i = *number % extent;
    *number /= extent;
    return i;
}

// Element (row, column) of map `number`.
#define X_AT(row, column) (((number * height + (row)) * width + (column)) * channels + c)
#define Y_AT(row, column) (((number * outHeight + (row)) * outWidth + (column)) * channels + c)

// Of work-item `at`: an output and where its window begins.
#define OUTPUT \
    int at = get_global_id(0); \
    if (at >= maps * outHeight * outWidth * channels) { \
        return; \
    } \
    int number = at; \
    int c = last(&number, channels); \
    int left = last(&number, outWidth) * strideX - paddingX; \
    int top = last(&number, outHeight) * strideY - paddingY

// Of work-item `at`: an input.
#define INPUT \
    int at = get_global_id(0); \
    if (at >= maps * height * width * channels) { \
        return; \
    } \
    int number = at; \
    int c = last(&number, channels); \
    int column = last(&number, width); \
    int row = last(&number, height)

// Y, and where its maximum is in X, or -1 if there is none: the first of equal ones, but the last
// that is not a number.
__kernel void maxPool(
        __global const float *X, __global float *Y, __global int *from, int places, GEOMETRY) {
    OUTPUT;
    float most = -INFINITY;
    int place = -1;
    for (int u = 0; u < windowHeight; u++) {
        int row = top + u * dilationY;
        if (row < 0 || row >= height) {
            continue;
        }
        for (int v = 0; v < windowWidth; v++) {
            int column = left + v * dilationX;
            if (column >= 0 && column < width) {
                int i = X_AT(row, column);
                float x = X[i];
                if (place < 0 || x > most || isnan(x)) {
                    most = x;
                    place = i;
                }
            }
        }
    }
    if (places) {
        from[at] = place;
    } else {
        Y[at] = most;
    }
}

// The output that sees an input at (u, v) of its window, if there is one, is (i, j).
#define FOR_OUTPUTS(u, v, i, j, action) \
    for (int u = windowHeight - 1; u >= 0; u--) { \
        int down = row + paddingY - u * dilationY; \
        int i = down / strideY; \
        if (down < 0 || i * strideY != down || i >= outHeight) { \
            continue; \
        } \
        for (int v = windowWidth - 1; v >= 0; v--) { \
            int across = column + paddingX - v * dilationX; \
            int j = across / strideX; \
            if (across >= 0 && j * strideX == across && j < outWidth) { \
                action; \
            } \
        } \
    }

__kernel void maxPoolGrad(
        __global const int *from, __global const float *gradY, __global float *gradX, GEOMETRY) {
    INPUT;
    float sum = 0.0f;
    FOR_OUTPUTS(u, v, i, j, sum += from[Y_AT(i, j)] == at ? gradY[Y_AT(i, j)] : 0.0f)
    gradX[at] = sum;
}

// How many of `count` places, `step` apart and the first at `first`, are from `low` to `high` - 1.
static int inside(int first, int count, int step, int low, int high) {
    int n = 0;
    for (int k = 0; k < count; k++) {
        int place = first + k * step;
        n += place >= low && place < high ? 1 : 0;
    }
    return n;
}

// What a mean is divided by whose window begins at (top, left).
static int terms(int top, int left, int countPadding, GEOMETRY) {
    // Before the map there is only padding; behind it there may be less than the window.
    int low = countPadding ? -WINDOW_MAX : 0;
    int rows = inside(
            top, windowHeight, dilationY, low, height + (countPadding ? paddingY : 0));
    int columns = inside(
            left, windowWidth, dilationX, low, width + (countPadding ? paddingX : 0));
    return max(rows * columns, 1);
}

#define ARGUMENTS \
    maps, height, width, channels, outHeight, outWidth, \
    windowHeight, windowWidth, strideY, strideX, \
    dilationY, dilationX, paddingY, paddingX

__kernel void averagePool(
        __global const float *X, __global float *Y, int countPadding, GEOMETRY) {
    OUTPUT;
    float sum = 0.0f;
    for (int u = 0; u < windowHeight; u++) {
        int row = top + u * dilationY;
        if (row < 0 || row >= height) {
            continue;
        }
        for (int v = 0; v < windowWidth; v++) {
            int column = left + v * dilationX;
            if (column >= 0 && column < width) {
                sum += X[X_AT(row, column)];
            }
        }
    }
    Y[at] = sum / terms(top, left, countPadding, ARGUMENTS);
}

__kernel void averagePoolGrad(
        __global const float *gradY, __global float *gradX, int countPadding, GEOMETRY) {
    INPUT;
    float sum = 0.0f;
    FOR_OUTPUTS(u, v, i, j,
            sum += gradY[Y_AT(i, j)]
                    / terms(
                            i * strideY - paddingY,
                            j * strideX - paddingX,
                            countPadding,
                            ARGUMENTS))
    gradX[at] = sum;
}
