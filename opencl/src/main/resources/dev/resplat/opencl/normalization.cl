// Normalisation of X [n, p, c] in groups of c / groups channels; formulas are in
// NormalizationKernels.
//
// A mean is kept as a float near it and the mean of what is left over it: deviations may be small
// beside it. What parts of a group have is joined as by Chan, Golub and LeVeque 1983, "Algorithms
// for computing the sample variance". Sums are trees over work-items of a group, always the same.
//
// GROUP: work-items of a work-group, a power of two

// Sums over `lanes` items, a power of two, that are `stride` items apart; item `lane` of them has
// `own`, and all have the result. Every item of the work-group must come here.
static float2 sumOfLanes(__local float2 *shared, float2 own, int lane, int lanes, int stride) {
    int t = get_local_id(0);
    barrier(CLK_LOCAL_MEM_FENCE);
    shared[t] = own;
    for (int reach = lanes / 2; reach > 0; reach /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane < reach) {
            shared[t] += shared[t + reach * stride];
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    return shared[t - lane * stride];
}

// ---- A place alone: rows of m = c / groups channels, each with `lanes` items -----------------------

// Items of rows that are not there have no elements, but come to every barrier.
#define ROW \
    __local float2 shared[GROUP]; \
    int t = get_local_id(0); \
    int lane = t % lanes; \
    int row = get_group_id(0) * (GROUP / lanes) + t / lanes; \
    int first = row < rows ? row * m : 0; \
    int count = row < rows ? m : 0; \
    int channels = row % groups * m

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void normalizeRows(
        __global const float *X,
        __global const float *gamma,
        __global const float *beta,
        __global float *Y,
        __global float *mean,
        __global float *variance,
        int rows,
        int groups,
        int m,
        int lanes,
        float epsilon) {
    ROW;
    float2 sum = (float2)(0.0f);
    for (int i = lane; i < count; i += lanes) {
        sum.x += X[first + i];
    }
    float near = sumOfLanes(shared, sum, lane, lanes, 1).x / m;
    sum = (float2)(0.0f);
    for (int i = lane; i < count; i += lanes) {
        float x = X[first + i] - near;
        sum += (float2)(x, x * x);
    }
    sum = sumOfLanes(shared, sum, lane, lanes, 1) / m;
    float square = fmax(sum.y - sum.x * sum.x, 0.0f);
    // fmax takes the other number for one that is none.
    square = isnan(sum.y) ? sum.y : square;
    float scale = 1.0f / sqrt(square + epsilon);
    for (int i = lane; i < count; i += lanes) {
        float x = (X[first + i] - near) - sum.x;
        Y[first + i] = x * scale * gamma[channels + i] + beta[channels + i];
    }
    if (row < rows && lane == 0) {
        mean[row] = near + sum.x;
        variance[row] = square;
    }
}

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void normalizeRowsGrad(
        __global const float *X,
        __global const float *gamma,
        __global const float *mean,
        __global const float *variance,
        __global const float *gradY,
        __global float *gradX,
        int rows,
        int groups,
        int m,
        int lanes,
        float epsilon) {
    ROW;
    float center = row < rows ? mean[row] : 0.0f;
    float scale = row < rows ? 1.0f / sqrt(variance[row] + epsilon) : 0.0f;
    float2 sum = (float2)(0.0f);
    for (int i = lane; i < count; i += lanes) {
        float h = gradY[first + i] * gamma[channels + i];
        sum += (float2)(h, h * ((X[first + i] - center) * scale));
    }
    sum = sumOfLanes(shared, sum, lane, lanes, 1) / m;
    for (int i = lane; i < count; i += lanes) {
        float h = gradY[first + i] * gamma[channels + i];
        float x = (X[first + i] - center) * scale;
        gradX[first + i] = (h - sum.x - x * sum.y) * scale;
    }
}

// ---- Columns: a work-group has `span` channels of a piece of the places of a sample ---------------

// Work-groups are [sample, piece, tile of channels]; an item has every lanes-th place of the piece.
#define COLUMN \
    __local float2 shared[GROUP]; \
    int t = get_local_id(0); \
    int number = get_group_id(0); \
    int tiles = (c - 1) / span + 1; \
    int channel = number % tiles * span + t % span; \
    int lane = t / span; \
    number /= tiles; \
    int sample = number / pieces; \
    int begin = number % pieces * piece; \
    int end = min(begin + piece, p); \
    bool there = channel < c && lane < lanes; \
    int at = there ? sample * p * c + channel : 0

// near [n, pieces, c], and rest [n, pieces, c, 2]: the mean of what is left over near, and the sum
// of squares of deviations from the mean.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void moments(
        __global const float *X,
        __global float *near,
        __global float *rest,
        int p,
        int c,
        int span,
        int lanes,
        int pieces,
        int piece) {
    COLUMN;
    float2 sum = (float2)(0.0f);
    for (int i = begin + lane; there && i < end; i += lanes) {
        sum.x += X[at + i * c];
    }
    float center = sumOfLanes(shared, sum, lane, lanes, span).x / (end - begin);
    sum = (float2)(0.0f);
    for (int i = begin + lane; there && i < end; i += lanes) {
        float x = X[at + i * c] - center;
        sum += (float2)(x, x * x);
    }
    sum = sumOfLanes(shared, sum, lane, lanes, span);
    if (there && lane == 0) {
        int to = number * c + channel;
        near[to] = center;
        float offset = sum.x / (end - begin);
        vstore2((float2)(offset, sum.y - sum.x * offset), to, rest);
    }
}

// Group `row` has `lanes` items, which share its channels and pieces: the e-th is channel e % m of
// piece e / m, at element PART(e) of arrays [n, pieces, c].
#define UNIT \
    __local float2 shared[GROUP]; \
    int t = get_local_id(0); \
    int lane = t % lanes; \
    int row = get_group_id(0) * (GROUP / lanes) + t / lanes; \
    int m = c / groups; \
    int first = row / groups * pieces * c + row % groups * m; \
    int count = row < rows ? pieces * m : 0

#define PART(e) (first + (e) / m * c + (e) % m)
#define SIZE(e) (min(piece, p - (e) / m * piece))

// Of each group the moments of all its channels and pieces: `center` as near and offset, whose sum
// is `mean`, and `variance`.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void joinMoments(
        __global const float *near,
        __global const float *rest,
        __global float *center,
        __global float *mean,
        __global float *variance,
        int rows,
        int p,
        int c,
        int groups,
        int pieces,
        int piece,
        int lanes) {
    UNIT;
    float about = count > 0 ? near[first] : 0.0f;
    float2 sum = (float2)(0.0f);
    for (int e = lane; e < count; e += lanes) {
        int i = PART(e);
        sum.x += ((near[i] - about) + rest[2 * i]) * SIZE(e);
    }
    float all = (float) m * p;
    float offset = sumOfLanes(shared, sum, lane, lanes, 1).x / all;
    sum = (float2)(0.0f);
    for (int e = lane; e < count; e += lanes) {
        int i = PART(e);
        float away = ((near[i] - about) + rest[2 * i]) - offset;
        sum.x += rest[2 * i + 1] + SIZE(e) * away * away;
    }
    float square = sumOfLanes(shared, sum, lane, lanes, 1).x / all;
    if (row < rows && lane == 0) {
        vstore2((float2)(about, offset), row, center);
        mean[row] = about + offset;
        variance[row] = square < 0.0f ? 0.0f : square;
    }
}

// Y, an item for each element.
__kernel void normalizeColumns(
        __global const float *X,
        __global const float *gamma,
        __global const float *beta,
        __global const float *center,
        __global const float *variance,
        __global float *Y,
        int all,
        int p,
        int c,
        int groups,
        float epsilon) {
    int i = get_global_id(0);
    if (i >= all) {
        return;
    }
    int channel = i % c;
    int unit = i / c / p * groups + channel / (c / groups);
    float2 about = vload2(unit, center);
    float x = (X[i] - about.x) - about.y;
    Y[i] = x * (1.0f / sqrt(variance[unit] + epsilon)) * gamma[channel] + beta[channel];
}

// sums [n, pieces, c, 2]: of gradY and of gradY xhat.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void channelSums(
        __global const float *X,
        __global const float *mean,
        __global const float *variance,
        __global const float *gradY,
        __global float *sums,
        int p,
        int c,
        int groups,
        int span,
        int lanes,
        int pieces,
        int piece,
        int samples,
        float epsilon) {
    COLUMN;
    float2 sum = (float2)(0.0f);
    if (samples) {
        // Places are samples of one place each, which have their own moments.
        int m = c / groups;
        for (int i = begin + lane; there && i < end; i += lanes) {
            int unit = i * groups + channel / m;
            float g = gradY[at + i * c];
            float x = (X[at + i * c] - mean[unit]) * (1.0f / sqrt(variance[unit] + epsilon));
            sum += (float2)(g, g * x);
        }
    } else {
        int unit = there ? sample * groups + channel / (c / groups) : 0;
        float about = there ? mean[unit] : 0.0f;
        float scale = there ? 1.0f / sqrt(variance[unit] + epsilon) : 0.0f;
        for (int i = begin + lane; there && i < end; i += lanes) {
            float g = gradY[at + i * c];
            sum += (float2)(g, g * ((X[at + i * c] - about) * scale));
        }
    }
    sum = sumOfLanes(shared, sum, lane, lanes, span);
    if (there && lane == 0) {
        vstore2(sum, number * c + channel, sums);
    }
}

// gradBeta and gradGamma: those sums [parts, c, 2] over their parts.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void parameterGrads(
        __global const float *sums,
        __global float *gradGamma,
        __global float *gradBeta,
        int c,
        int parts,
        int span,
        int lanes) {
    __local float2 shared[GROUP];
    int t = get_local_id(0);
    int channel = get_group_id(0) * span + t % span;
    int lane = t / span;
    bool there = channel < c && lane < lanes;
    float2 sum = (float2)(0.0f);
    for (int k = lane; there && k < parts; k += lanes) {
        sum += vload2(k * c + channel, sums);
    }
    sum = sumOfLanes(shared, sum, lane, lanes, span);
    if (there && lane == 0) {
        gradBeta[channel] = sum.x;
        gradGamma[channel] = sum.y;
    }
}

// means [n, groups, 2] of h and h xhat.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void groupMeans(
        __global const float *sums,
        __global const float *gamma,
        __global float *means,
        int rows,
        int p,
        int c,
        int groups,
        int pieces,
        int lanes) {
    UNIT;
    float2 sum = (float2)(0.0f);
    for (int e = lane; e < count; e += lanes) {
        sum += vload2(PART(e), sums) * gamma[row % groups * m + e % m];
    }
    sum = sumOfLanes(shared, sum, lane, lanes, 1);
    if (row < rows && lane == 0) {
        vstore2(sum / ((float) m * p), row, means);
    }
}

// gradX, an item for each element.
__kernel void normalizeColumnsGrad(
        __global const float *X,
        __global const float *gamma,
        __global const float *mean,
        __global const float *variance,
        __global const float *gradY,
        __global const float *means,
        __global float *gradX,
        int all,
        int p,
        int c,
        int groups,
        float epsilon) {
    int i = get_global_id(0);
    if (i >= all) {
        return;
    }
    int channel = i % c;
    int unit = i / c / p * groups + channel / (c / groups);
    float scale = 1.0f / sqrt(variance[unit] + epsilon);
    float2 of = vload2(unit, means);
    float x = (X[i] - mean[unit]) * scale;
    gradX[i] = (gradY[i] * gamma[channel] - of.x - x * of.y) * scale;
}
