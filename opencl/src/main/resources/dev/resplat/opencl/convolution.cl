// Convolutions of feature maps [n, row, column, channel] with weights [u, v, c, d]; formulas are
// in ConvolutionKernels. Every work-item sums all terms of one result, in a fixed order and
// in parts, so that roundings stay small; channels are fastest, so that neighbours read side by
// side.

#define GEOMETRY \
    int batch, int height, int width, int channels, \
    int outHeight, int outWidth, int outChannels, int groups, \
    int windowHeight, int windowWidth, int strideY, int strideX, \
    int dilationY, int dilationX, int paddingY, int paddingX

// What number is along the last axis, which is taken off.
static int last(int *number, int extent) {
    int i = *number % extent;
    *number /= extent;
    return i;
}

// Y of a window that begins at row top and column left of X.
__kernel void conv2d(
        __global const float *X,
        __global const float *W,
        __global const float *bias,
        __global float *Y,
        int withBias,
        GEOMETRY) {
    int at = get_global_id(0);
    if (at >= batch * outHeight * outWidth * outChannels) {
        return;
    }
    int number = at;
    int d = last(&number, outChannels);
    int left = last(&number, outWidth) * strideX - paddingX;
    int top = last(&number, outHeight) * strideY - paddingY;
    int depth = channels / groups;
    int first = d / (outChannels / groups) * depth;
    float sum = withBias ? bias[d] : 0.0f;
    for (int u = 0; u < windowHeight; u++) {
        int row = top + u * dilationY;
        if (row < 0 || row >= height) {
            continue;
        }
        for (int v = 0; v < windowWidth; v++) {
            int column = left + v * dilationX;
            if (column < 0 || column >= width) {
                continue;
            }
            int x = ((number * height + row) * width + column) * channels + first;
            int w = (u * windowWidth + v) * depth * outChannels + d;
            float part = 0.0f;
            for (int c = 0; c < depth; c++) {
                part += X[x + c] * W[w + c * outChannels];
            }
            sum += part;
        }
    }
    Y[at] = sum;
}

// gradX: of every place in the window, the output that sees this pixel there, if there is one.
__kernel void conv2dGradX(
        __global const float *gradY,
        __global const float *W,
        __global const float *bias,
        __global float *gradX,
        int withBias,
        GEOMETRY) {
    int at = get_global_id(0);
    if (at >= batch * height * width * channels) {
        return;
    }
    int number = at;
    int c = last(&number, channels);
    int column = last(&number, width);
    int row = last(&number, height);
    int depth = channels / groups;
    int outDepth = outChannels / groups;
    int first = c / depth * outDepth;
    float sum = withBias ? bias[c] : 0.0f;
    for (int u = 0; u < windowHeight; u++) {
        int down = row + paddingY - u * dilationY;
        int i = down / strideY;
        if (down < 0 || i * strideY != down || i >= outHeight) {
            continue;
        }
        for (int v = 0; v < windowWidth; v++) {
            int across = column + paddingX - v * dilationX;
            int j = across / strideX;
            if (across < 0 || j * strideX != across || j >= outWidth) {
                continue;
            }
            int y = ((number * outHeight + i) * outWidth + j) * outChannels + first;
            int w = ((u * windowWidth + v) * depth + c % depth) * outChannels + first;
            float part = 0.0f;
            for (int d = 0; d < outDepth; d++) {
                part += gradY[y + d] * W[w + d];
            }
            sum += part;
        }
    }
    gradX[at] = sum;
}

// sums[part, W] over the outputs of a part: perPart pixels of all feature maps, one after another.
__kernel void conv2dGradWeight(
        __global const float *X,
        __global const float *gradY,
        __global float *sums,
        int parts,
        int perPart,
        GEOMETRY) {
    int at = get_global_id(0);
    int depth = channels / groups;
    if (at >= parts * windowHeight * windowWidth * depth * outChannels) {
        return;
    }
    int number = at;
    int d = last(&number, outChannels);
    int c = last(&number, depth) + d / (outChannels / groups) * depth;
    int v = last(&number, windowWidth) * dilationX - paddingX;
    int u = last(&number, windowHeight) * dilationY - paddingY;
    int from = number * perPart;
    int to = min(from + perPart, batch * outHeight * outWidth);
    float sum = 0.0f;
    float part = 0.0f;
    for (int y = from; y < to; y++) {
        int pixel = y;
        int column = last(&pixel, outWidth) * strideX + v;
        int row = last(&pixel, outHeight) * strideY + u;
        if (row >= 0 && row < height && column >= 0 && column < width) {
            int x = ((pixel * height + row) * width + column) * channels + c;
            part += X[x] * gradY[y * outChannels + d];
        }
        if (y % 64 == 63) {
            sum += part;
            part = 0.0f;
        }
    }
    sums[at] = sum + part;
}
