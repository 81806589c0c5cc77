// Attention of few queries, such as rays that each look at their samples; formulas are in
// AttentionKernels. A query has LANES items of a group, and walks along its keys in chunks of as
// many: first an item has the score of a key, then some elements of the result. Keys and values
// are read as they lie, because few share them.
//
// LANES: items of a query, a power of two up to GROUP
// OUT:   elements of a result that an item has, LANES apart; a block of them has LANES * OUT
// FEW:   queries at most, where keys walk along them

#define GROUP 128
#define UNITS (GROUP / LANES)
#define BLOCK (LANES * OUT)

// Both for all lanes of a query; every item of the group must come here.

static float maxOfLanes(__local float *shared, float own) {
    int t = get_local_id(0);
    int lane = t % LANES;
    barrier(CLK_LOCAL_MEM_FENCE);
    shared[t] = own;
    for (int reach = LANES / 2; reach > 0; reach /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane < reach) {
            shared[t] = fmax(shared[t], shared[t + reach]);
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    return shared[t - lane];
}

static float sumOfLanes(__local float *shared, float own) {
    int t = get_local_id(0);
    int lane = t % LANES;
    barrier(CLK_LOCAL_MEM_FENCE);
    shared[t] = own;
    for (int reach = LANES / 2; reach > 0; reach /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane < reach) {
            shared[t] += shared[t + reach];
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    return shared[t - lane];
}

// An inner product; rows begin at multiples of their length, so four at once are aligned.
static float dotOf(__global const float *a, __global const float *b, int n) {
    if (n % 4 != 0) {
        float sum = 0.0f;
        for (int d = 0; d < n; d++) {
            sum = mad(a[d], b[d], sum);
        }
        return sum;
    }
    __global const float4 *a4 = (__global const float4 *) a;
    __global const float4 *b4 = (__global const float4 *) b;
    float4 sum = (float4)(0.0f);
    for (int d = 0; d < n / 4; d++) {
        sum = mad(a4[d], b4[d], sum);
    }
    return (sum.x + sum.y) + (sum.z + sum.w);
}

static float probability(float score, float logSumExp) {
    return logSumExp == -INFINITY ? 0.0f : exp(score - logSumExp);
}

#define EXTENTS \
    int batch, int heads, int queries, int keys, int depth, int valueDepth, \
    int masked, int maskBatch, int maskHead, int maskQuery, float scale

// Queries are [n, i, h], as they lie; groups are [block, UNITS queries].
#define QUERY \
    int t = get_local_id(0); \
    int lane = t % LANES; \
    int all = batch * queries * heads; \
    int groups = (all - 1) / UNITS + 1; \
    int first = get_group_id(0) / groups * BLOCK; \
    int unit = get_group_id(0) % groups * UNITS + t / LANES; \
    bool there = unit < all; \
    int h = unit % heads; \
    int i = unit / heads % queries; \
    int n = there ? unit / heads / queries : 0; \
    int row = (n * heads + h) * queries + i; \
    __global const float *bias = mask + n * maskBatch + h * maskHead + i * maskQuery

#define KEY_AT(j, width) (((n * keys + (j)) * heads + h) * (width))

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void attentionOfFew(
        __global const float *Q,
        __global const float *K,
        __global const float *V,
        __global const float *mask,
        __global float *Y,
        __global float *logSumExp,
        EXTENTS) {
    __local float shared[GROUP];
    __local float weights[GROUP];
    QUERY;
    float most = -INFINITY;
    float total = 0.0f;
    float sum[OUT];
    #pragma unroll
    for (int d = 0; d < OUT; d++) {
        sum[d] = 0.0f;
    }
    for (int key = 0; key < keys; key += LANES) {
        int j = key + lane;
        float score = -INFINITY;
        if (there && j < keys) {
            score = scale * dotOf(Q + unit * depth, K + KEY_AT(j, depth), depth);
            score += masked ? bias[j] : 0.0f;
        }
        // fmax leaves out what is no number; the sum has it.
        float largest = fmax(most, maxOfLanes(shared, score));
        // Where all is hidden, e^(score - 0) is zero.
        float about = largest == -INFINITY ? 0.0f : largest;
        float p = exp(score - about);
        weights[t] = p;
        float worth = exp(most - about);
        total = total * worth + sumOfLanes(shared, p);
        most = largest;
        int count = min(keys - key, LANES);
        #pragma unroll
        for (int d = 0; d < OUT; d++) {
            int at = first + lane + d * LANES;
            float part = 0.0f;
            if (there && at < valueDepth) {
                for (int k = 0; k < count; k++) {
                    part = mad(
                            weights[t - lane + k], V[KEY_AT(key + k, valueDepth) + at], part);
                }
            }
            sum[d] = sum[d] * worth + part;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (!there) {
        return;
    }
    #pragma unroll
    for (int d = 0; d < OUT; d++) {
        int at = first + lane + d * LANES;
        if (at < valueDepth) {
            Y[unit * valueDepth + at] = total == 0.0f ? 0.0f : sum[d] / total;
        }
    }
    if (first == 0 && lane == 0) {
        // The logarithm of zero is -infinity.
        logSumExp[row] = (most == -INFINITY ? 0.0f : most) + log(total);
    }
}

// delta [n, h, i] = <gradY, y>.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void attentionDeltas(
        __global const float *Y,
        __global const float *gradY,
        __global float *delta,
        int batch,
        int heads,
        int queries,
        int valueDepth) {
    __local float shared[GROUP];
    int t = get_local_id(0);
    int lane = t % LANES;
    int unit = get_group_id(0) * UNITS + t / LANES;
    bool there = unit < batch * queries * heads;
    float sum = 0.0f;
    for (int d = lane; there && d < valueDepth; d += LANES) {
        sum += Y[unit * valueDepth + d] * gradY[unit * valueDepth + d];
    }
    sum = sumOfLanes(shared, sum);
    if (there && lane == 0) {
        int h = unit % heads;
        int i = unit / heads % queries;
        delta[(unit / heads / queries * heads + h) * queries + i] = sum;
    }
}

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void attentionOfFewGradQ(
        __global const float *Q,
        __global const float *K,
        __global const float *V,
        __global const float *mask,
        __global const float *logSumExp,
        __global const float *delta,
        __global const float *gradY,
        __global float *gradQ,
        EXTENTS) {
    __local float weights[GROUP];
    QUERY;
    float logSum = there ? logSumExp[row] : 0.0f;
    float d0 = there ? delta[row] : 0.0f;
    float sum[OUT];
    #pragma unroll
    for (int d = 0; d < OUT; d++) {
        sum[d] = 0.0f;
    }
    for (int key = 0; key < keys; key += LANES) {
        int j = key + lane;
        float grad = 0.0f;
        if (there && j < keys) {
            float score = scale * dotOf(Q + unit * depth, K + KEY_AT(j, depth), depth);
            score += masked ? bias[j] : 0.0f;
            float gradP = dotOf(
                    gradY + unit * valueDepth, V + KEY_AT(j, valueDepth), valueDepth);
            grad = scale * probability(score, logSum) * (gradP - d0);
        }
        weights[t] = grad;
        barrier(CLK_LOCAL_MEM_FENCE);
        int count = min(keys - key, LANES);
        #pragma unroll
        for (int d = 0; d < OUT; d++) {
            int at = first + lane + d * LANES;
            if (there && at < depth) {
                for (int k = 0; k < count; k++) {
                    sum[d] = mad(weights[t - lane + k], K[KEY_AT(key + k, depth) + at], sum[d]);
                }
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    #pragma unroll
    for (int d = 0; d < OUT; d++) {
        int at = first + lane + d * LANES;
        if (there && at < depth) {
            gradQ[unit * depth + at] = sum[d];
        }
    }
}

// LANES keys of a head have as many items. wantK, wantV: whether gradK and gradV are to be written.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void attentionOfFewGradKV(
        __global const float *Q,
        __global const float *K,
        __global const float *V,
        __global const float *mask,
        __global const float *logSumExp,
        __global const float *delta,
        __global const float *gradY,
        __global float *gradK,
        __global float *gradV,
        int wantK,
        int wantV,
        EXTENTS) {
    __local float weights[FEW][GROUP];
    __local float grads[FEW][GROUP];
    int t = get_local_id(0);
    int lane = t % LANES;
    int unit = get_group_id(0) * UNITS + t / LANES;
    int chunks = (keys - 1) / LANES + 1;
    int h = unit % heads;
    int key = unit / heads % chunks * LANES;
    int n = unit / heads / chunks;
    bool there = n < batch;
    int j = key + lane;
    if (there && j < keys) {
        for (int i = 0; i < queries; i++) {
            int row = (n * heads + h) * queries + i;
            int query = (n * queries + i) * heads + h;
            float score = scale * dotOf(Q + query * depth, K + KEY_AT(j, depth), depth);
            if (masked) {
                score += mask[n * maskBatch + h * maskHead + i * maskQuery + j];
            }
            float p = probability(score, logSumExp[row]);
            float gradP = dotOf(
                    gradY + query * valueDepth, V + KEY_AT(j, valueDepth), valueDepth);
            weights[i][t] = p;
            grads[i][t] = scale * p * (gradP - delta[row]);
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (!there) {
        return;
    }
    int count = min(keys - key, LANES);
    for (int k = 0; k < count; k++) {
        for (int d = lane; wantV && d < valueDepth; d += LANES) {
            float sum = 0.0f;
            for (int i = 0; i < queries; i++) {
                float g = gradY[((n * queries + i) * heads + h) * valueDepth + d];
                sum = mad(weights[i][t - lane + k], g, sum);
            }
            gradV[KEY_AT(key + k, valueDepth) + d] = sum;
        }
        for (int d = lane; wantK && d < depth; d += LANES) {
            float sum = 0.0f;
            for (int i = 0; i < queries; i++) {
                float q = Q[((n * queries + i) * heads + h) * depth + d];
                sum = mad(grads[i][t - lane + k], q, sum);
            }
            gradK[KEY_AT(key + k, depth) + d] = sum;
        }
    }
}
