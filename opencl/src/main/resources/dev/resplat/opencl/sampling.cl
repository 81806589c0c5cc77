// Feature maps [n, row, column, channel] read between pixels; formulas are in SamplingKernels.
// Channels are fastest, so that neighbours read and write side by side.
//
// COUNT: an integer type for products of extents
// GROUP: work-items of a work-group, a power of two

#include "bilinear.cl"

#define GEOMETRY \
    int maps, int height, int width, int outHeight, int outWidth, int channels

// What number is along the last axis, which is taken off.
static int last(int *number, int extent) {
    int i = *number % extent;
    *number /= extent;
    return i;
}

// The mean of the four pixels around (y, x) in channel c of map `number`.
static float between(
        __global const float *X, int number, Place y, Place x, int c, GEOMETRY) {
    float sum = 0.0f;
    for (int down = 0; down < 2; down++) {
        int row = y.floor + down;
        if (row < 0 || row >= height) {
            continue;
        }
        float weight = down ? y.fraction : 1.0f - y.fraction;
        for (int right = 0; right < 2; right++) {
            int column = x.floor + right;
            if (column >= 0 && column < width) {
                float across = right ? x.fraction : 1.0f - x.fraction;
                sum += weight * across * X[((number * height + row) * width + column) * channels + c];
            }
        }
    }
    return sum;
}

#define ARGUMENTS maps, height, width, outHeight, outWidth, channels

__kernel void resizeBilinear(
        __global const float *X, __global float *Y, GEOMETRY, int alignCorners) {
    int at = get_global_id(0);
    if (at >= maps * outHeight * outWidth * channels) {
        return;
    }
    int number = at;
    int c = last(&number, channels);
    Place x = resized(last(&number, outWidth), width, outWidth, alignCorners);
    Place y = resized(last(&number, outHeight), height, outHeight, alignCorners);
    Y[at] = between(X, number, y, x, c, ARGUMENTS);
}

// Outputs from .x to .y are those that may lie less than a pixel from pixel i of an axis.
static int2 around(int i, int n, int out, int alignCorners) {
    // Out of (o a - b) / d for the place of output o: o for places i - 1 and i + 1.
    COUNT a = alignCorners ? n - 1 : 2 * (COUNT) n;
    COUNT b = alignCorners ? 0 : out - (COUNT) n;
    COUNT d = alignCorners ? out - 1 : 2 * (COUNT) out;
    COUNT most = out - 1;
    a = max(a, (COUNT) 1);
    int2 range;
    // One more on either side, for what division rounds.
    range.x = i == 0 ? 0 : (int) clamp(((i - 1) * d + b) / a - 1, (COUNT) 0, most);
    range.y = i == n - 1 ? out - 1 : (int) clamp(((i + 1) * d + b) / a + 1, (COUNT) 0, most);
    return range;
}

// How much of pixel i a place sees.
static float weightOf(int i, Place place) {
    return place.floor == i
            ? 1.0f - place.fraction
            : place.floor == i - 1 ? place.fraction : 0.0f;
}

// gradX: every pixel takes from the outputs around it, in their order.
__kernel void resizeBilinearGrad(
        __global const float *gradY, __global float *gradX, GEOMETRY, int alignCorners) {
    int at = get_global_id(0);
    if (at >= maps * height * width * channels) {
        return;
    }
    int number = at;
    int c = last(&number, channels);
    int column = last(&number, width);
    int row = last(&number, height);
    int2 rows = around(row, height, outHeight, alignCorners);
    int2 columns = around(column, width, outWidth, alignCorners);
    float sum = 0.0f;
    for (int i = rows.x; i <= rows.y; i++) {
        float down = weightOf(row, resized(i, height, outHeight, alignCorners));
        if (down == 0.0f) {
            continue;
        }
        float part = 0.0f;
        for (int j = columns.x; j <= columns.y; j++) {
            float across = weightOf(column, resized(j, width, outWidth, alignCorners));
            int out = ((number * outHeight + i) * outWidth + j) * channels + c;
            part += across == 0.0f ? 0.0f : across * gradY[out];
        }
        sum += down * part;
    }
    gradX[at] = sum;
}

__kernel void gridSample(
        __global const float *X,
        __global const float *grid,
        __global float *Y,
        GEOMETRY,
        int border,
        int alignCorners) {
    int at = get_global_id(0);
    if (at >= maps * outHeight * outWidth * channels) {
        return;
    }
    int p = at / channels;
    float2 g = vload2(p, grid);
    Place x = denormalized(g.x, width, alignCorners, border);
    Place y = denormalized(g.y, height, alignCorners, border);
    Y[at] = between(X, p / (outHeight * outWidth), y, x, at - p * channels, ARGUMENTS);
}

// The gradient of maps, without atomic additions: outputs are sorted by the four pixels that they
// see, stably; then every pixel takes from its four runs.

// Which cell between pixels each output is in, cell (i, j) being between rows i - 1 and i and
// columns j - 1 and j, with the last cell for those that see nothing; and where in it.
__kernel void cells(
        __global const float *grid,
        __global int *cell,
        __global int *output,
        __global float *fractions,
        GEOMETRY,
        int border,
        int alignCorners) {
    int p = get_global_id(0);
    if (p >= maps * outHeight * outWidth) {
        return;
    }
    float2 g = vload2(p, grid);
    Place x = denormalized(g.x, width, alignCorners, border);
    Place y = denormalized(g.y, height, alignCorners, border);
    int across = width + 1;
    int down = height + 1;
    int map = p / (outHeight * outWidth);
    bool seen = x.floor >= -1 && y.floor >= -1;
    cell[p] = seen
            ? (map * down + y.floor + 1) * across + x.floor + 1
            : maps * down * across;
    output[p] = p;
    vstore2((float2)(x.fraction, y.fraction), p, fractions);
}

__kernel void gridSampleGradX(
        __global const float *gradY,
        __global const int *output,
        __global const int *starts,
        __global const int *ends,
        __global const float *fractions,
        __global float *gradX,
        GEOMETRY) {
    int at = get_global_id(0);
    if (at >= maps * height * width * channels) {
        return;
    }
    int number = at;
    int c = last(&number, channels);
    int column = last(&number, width);
    int row = last(&number, height);
    float sum = 0.0f;
    for (int k = 0; k < 4; k++) {
        int below = k / 2;
        int right = k % 2;
        // Of outputs in the cell above a pixel it is the lower neighbour, and so on.
        int cell = (number * (height + 1) + row + below) * (width + 1) + column + right;
        float part = 0.0f;
        for (int i = starts[cell]; i < ends[cell]; i++) {
            int p = output[i];
            float2 f = vload2(p, fractions);
            float weight = (below ? 1.0f - f.y : f.y) * (right ? 1.0f - f.x : f.x);
            part += weight * gradY[p * channels + c];
        }
        sum += part;
    }
    gradX[at] = sum;
}

// gradGrid: `lanes` items of a group, a power of two, share an output, and each has every
// lanes-th channel.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void gridSampleGradGrid(
        __global const float *X,
        __global const float *grid,
        __global const float *gradY,
        __global float *gradGrid,
        GEOMETRY,
        int border,
        int alignCorners,
        int lanes) {
    __local float4 dots[GROUP];
    int t = get_local_id(0);
    int lane = t % lanes;
    int p = get_group_id(0) * (GROUP / lanes) + t / lanes;
    bool there = p < maps * outHeight * outWidth;
    float2 g = there ? vload2(p, grid) : (float2)(0.0f);
    Place x = denormalized(g.x, width, alignCorners, border);
    Place y = denormalized(g.y, height, alignCorners, border);
    int corner =
            ((p / (outHeight * outWidth) * height + y.floor) * width + x.floor) * channels;
    bool above = there && y.floor >= 0 && y.floor < height;
    bool below = there && y.floor + 1 >= 0 && y.floor + 1 < height;
    bool left = x.floor >= 0 && x.floor < width;
    bool right = x.floor + 1 >= 0 && x.floor + 1 < width;
    // Products with the pixels above left, above right, below left and below right.
    float4 dot = (float4)(0.0f);
    if (there) {
        for (int c = lane; c < channels; c += lanes) {
            float gy = gradY[p * channels + c];
            int i = corner + c;
            dot.x += above && left ? gy * X[i] : 0.0f;
            dot.y += above && right ? gy * X[i + channels] : 0.0f;
            dot.z += below && left ? gy * X[i + width * channels] : 0.0f;
            dot.w += below && right ? gy * X[i + (width + 1) * channels] : 0.0f;
        }
    }
    dots[t] = dot;
    for (int reach = lanes / 2; reach > 0; reach /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane < reach) {
            dots[t] += dots[t + reach];
        }
    }
    if (there && lane == 0) {
        dot = dots[t];
        float slopeX = 0.5f * (alignCorners ? width - 1 : width);
        float slopeY = 0.5f * (alignCorners ? height - 1 : height);
        float gx = (1.0f - y.fraction) * (dot.y - dot.x) + y.fraction * (dot.w - dot.z);
        float gy = (1.0f - x.fraction) * (dot.z - dot.x) + x.fraction * (dot.w - dot.y);
        vstore2(
                (float2)(x.moves ? slopeX * gx : 0.0f, y.moves ? slopeY * gy : 0.0f),
                p,
                gradGrid);
    }
}
