// Softmax along rows of n and its derivative. A row has `lanes` items of a group, a power of
// two: neighbours read neighbours, and join what they have in a tree.

// The larger; NaN if there is one.
float larger(float a, float b) {
    return isnan(a) || a >= b ? a : b;
}

// Both for all lanes of a row; every item of the group must come here.

float maxOfLanes(__local float *shared, float own, int lane, int lanes) {
    int t = get_local_id(0);
    barrier(CLK_LOCAL_MEM_FENCE);
    shared[t] = own;
    for (int reach = lanes / 2; reach > 0; reach /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane < reach) {
            shared[t] = larger(shared[t], shared[t + reach]);
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    return shared[t - lane];
}

float sumOfLanes(__local float *shared, float own, int lane, int lanes) {
    int t = get_local_id(0);
    barrier(CLK_LOCAL_MEM_FENCE);
    shared[t] = own;
    for (int reach = lanes / 2; reach > 0; reach /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane < reach) {
            shared[t] += shared[t + reach];
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    return shared[t - lane];
}

// Items of rows that are not there have no elements, but come to every barrier.
#define ROW(row, lane, first, end) \
    __local float shared[GROUP]; \
    int lane = get_local_id(0) % lanes; \
    int row = get_group_id(0) * (GROUP / lanes) + get_local_id(0) / lanes; \
    int first = row < rows ? row * n : 0; \
    int end = row < rows ? first + n : 0

// logarithm == 0: Y = e^(x - max) / sum; else Y = x - max - log sum.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void softmax(
        __global const float *X, __global float *Y, int rows, int n, int lanes, int logarithm) {
    ROW(row, lane, first, end);
    float most = -INFINITY;
    for (int i = first + lane; i < end; i += lanes) {
        most = larger(most, X[i]);
    }
    most = maxOfLanes(shared, most, lane, lanes);
    float sum = 0.0f;
    for (int i = first + lane; i < end; i += lanes) {
        sum += exp(X[i] - most);
    }
    sum = sumOfLanes(shared, sum, lane, lanes);
    float logSum = log(sum);
    for (int i = first + lane; i < end; i += lanes) {
        Y[i] = logarithm ? X[i] - most - logSum : exp(X[i] - most) / sum;
    }
}

// gradX = y (gradY - sum gradY y).
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void softmaxGrad(
        __global const float *Y,
        __global const float *gradY,
        __global float *gradX,
        int rows,
        int n,
        int lanes) {
    ROW(row, lane, first, end);
    float sum = 0.0f;
    for (int i = first + lane; i < end; i += lanes) {
        sum += gradY[i] * Y[i];
    }
    sum = sumOfLanes(shared, sum, lane, lanes);
    for (int i = first + lane; i < end; i += lanes) {
        gradX[i] = Y[i] * (gradY[i] - sum);
    }
}

// gradX = gradY - e^y sum gradY.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void logSoftmaxGrad(
        __global const float *Y,
        __global const float *gradY,
        __global float *gradX,
        int rows,
        int n,
        int lanes) {
    ROW(row, lane, first, end);
    float sum = 0.0f;
    for (int i = first + lane; i < end; i += lanes) {
        sum += gradY[i];
    }
    sum = sumOfLanes(shared, sum, lane, lanes);
    for (int i = first + lane; i < end; i += lanes) {
        gradX[i] = gradY[i] - exp(Y[i]) * sum;
    }
}
