// Element by element, what has no row in a table of functions.

__kernel void choose(
        __global const float *condition,
        __global const float *A,
        __global const float *B,
        __global float *C,
        int n) {
    int i = get_global_id(0);
    if (i < n) {
        C[i] = condition[i] != 0.0f ? A[i] : B[i];
    }
}

__kernel void fillReals(__global float *Y, float value, int n) {
    int i = get_global_id(0);
    if (i < n) {
        Y[i] = value;
    }
}

__kernel void fillInts(__global int *Y, int value, int n) {
    int i = get_global_id(0);
    if (i < n) {
        Y[i] = value;
    }
}

__kernel void toReal(__global const int *X, __global float *Y, int n) {
    int i = get_global_id(0);
    if (i < n) {
        Y[i] = (float) X[i];
    }
}

// Towards zero, as Java converts: NaN becomes 0, and what is too large the largest.
__kernel void toInt32(__global const float *X, __global int *Y, int n) {
    int i = get_global_id(0);
    if (i < n) {
        float x = X[i];
        Y[i] = isnan(x) ? 0 : convert_int_sat_rtz(x);
    }
}
