// SSIM of two pictures and its gradient; formulas are in SimilarityKernels. The window is a
// product of two, so a tile of TILE by TILE results is smoothed along rows first, then along
// columns, in local memory. A group has a tile of one channel of one picture.

#define GROUP (TILE * TILE)
#define SPAN (TILE + WINDOW - 1)

__constant float weights[WINDOW] = WEIGHTS;

// What tile a group has of planes of rows by columns; channels are fastest, because they lie
// side by side in pictures.
#define PLACE(rows, columns) \
    int t = get_local_id(0); \
    int across = ((columns) - 1) / TILE + 1; \
    int down = ((rows) - 1) / TILE + 1; \
    int number = get_group_id(0); \
    int channel = number % channels; \
    number /= channels; \
    int left = number % across * TILE; \
    int top = number / across % down * TILE; \
    int picture = number / across / down; \
    int column = left + t % TILE; \
    int row = top + t / TILE

// Sums over tiles, times scale, and R, Q and P of each window if parts are wanted: parts is
// [3, pictures, channels, rows, columns] of windows, each named by its first pixel.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void similarity(
        __global const float *X,
        __global const float *Y,
        __global float *sums,
        __global float *parts,
        int pictures,
        int height,
        int width,
        int channels,
        float scale,
        int wanted) {
    __local float x[SPAN * SPAN];
    __local float y[SPAN * SPAN];
    __local float smooth[5][SPAN * TILE];
    __local float shared[GROUP];
    int rows = height - WINDOW + 1;
    int columns = width - WINDOW + 1;
    PLACE(rows, columns);
    for (int i = t; i < SPAN * SPAN; i += GROUP) {
        int r = top + i / SPAN;
        int c = left + i % SPAN;
        bool there = r < height && c < width;
        int at = ((picture * height + r) * width + c) * channels + channel;
        x[i] = there ? X[at] : 0.0f;
        y[i] = there ? Y[at] : 0.0f;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = t; i < SPAN * TILE; i += GROUP) {
        int from = i / TILE * SPAN + i % TILE;
        float mx = 0.0f;
        float my = 0.0f;
        float xx = 0.0f;
        float yy = 0.0f;
        float xy = 0.0f;
        for (int k = 0; k < WINDOW; k++) {
            float a = x[from + k];
            float b = y[from + k];
            float w = weights[k];
            mx += w * a;
            my += w * b;
            xx += w * a * a;
            yy += w * b * b;
            xy += w * a * b;
        }
        smooth[0][i] = mx;
        smooth[1][i] = my;
        smooth[2][i] = xx;
        smooth[3][i] = yy;
        smooth[4][i] = xy;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    float mx = 0.0f;
    float my = 0.0f;
    float xx = 0.0f;
    float yy = 0.0f;
    float xy = 0.0f;
    for (int k = 0; k < WINDOW; k++) {
        float w = weights[k];
        mx += w * smooth[0][t + k * TILE];
        my += w * smooth[1][t + k * TILE];
        xx += w * smooth[2][t + k * TILE];
        yy += w * smooth[3][t + k * TILE];
        xy += w * smooth[4][t + k * TILE];
    }
    float a1 = 2.0f * mx * my + C1;
    float a2 = 2.0f * (xy - mx * my) + C2;
    float b1 = mx * mx + my * my + C1;
    float b2 = xx - mx * mx + yy - my * my + C2;
    float s = a1 * a2 / (b1 * b2);
    bool there = row < rows && column < columns;
    if (there && wanted) {
        int plane = rows * columns;
        int all = pictures * channels * plane;
        int at = (picture * channels + channel) * plane + row * columns + column;
        parts[at] = 2.0f * my * (a2 - a1) / (b1 * b2) - 2.0f * mx * s * (1.0f / b1 - 1.0f / b2);
        parts[all + at] = -s / b2;
        parts[2 * all + at] = 2.0f * a1 / (b1 * b2);
    }
    shared[t] = there ? s * scale : 0.0f;
    for (int reach = GROUP / 2; reach > 0; reach /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (t < reach) {
            shared[t] += shared[t + reach];
        }
    }
    if (t == 0) {
        sums[get_group_id(0)] = shared[0];
    }
}

// gradX = scale (sum w R + 2 x sum w Q + y sum w P) over the windows that a pixel is in: they
// begin at the pixel or up to WINDOW - 1 before it, and see it at weight k when k before it.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void similarityGrad(
        __global const float *X,
        __global const float *Y,
        __global const float *parts,
        __global float *gradX,
        int pictures,
        int height,
        int width,
        int channels,
        float scale) {
    __local float windows[3][SPAN * SPAN];
    __local float smooth[3][SPAN * TILE];
    int rows = height - WINDOW + 1;
    int columns = width - WINDOW + 1;
    PLACE(height, width);
    int plane = rows * columns;
    int all = pictures * channels * plane;
    for (int i = t; i < SPAN * SPAN; i += GROUP) {
        int r = top + i / SPAN - (WINDOW - 1);
        int c = left + i % SPAN - (WINDOW - 1);
        bool there = r >= 0 && r < rows && c >= 0 && c < columns;
        int at = (picture * channels + channel) * plane + r * columns + c;
        for (int part = 0; part < 3; part++) {
            windows[part][i] = there ? parts[part * all + at] : 0.0f;
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int i = t; i < SPAN * TILE; i += GROUP) {
        int from = i / TILE * SPAN + i % TILE;
        for (int part = 0; part < 3; part++) {
            float sum = 0.0f;
            for (int k = 0; k < WINDOW; k++) {
                sum += weights[k] * windows[part][from + WINDOW - 1 - k];
            }
            smooth[part][i] = sum;
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (row < height && column < width) {
        float sum[3];
        for (int part = 0; part < 3; part++) {
            sum[part] = 0.0f;
            for (int k = 0; k < WINDOW; k++) {
                sum[part] += weights[k] * smooth[part][t + (WINDOW - 1 - k) * TILE];
            }
        }
        int at = ((picture * height + row) * width + column) * channels + channel;
        gradX[at] = scale * (sum[0] + 2.0f * X[at] * sum[1] + Y[at] * sum[2]);
    }
}
