// y = F(x) and its derivative SLOPE(x, y), element by element.

__kernel void unary(__global const float *X, __global float *Y, int n) {
    int i = get_global_id(0);
    if (i < n) {
        float x = X[i];
        Y[i] = F(x);
    }
}

__kernel void unaryGrad(
        __global const float *X,
        __global const float *Y,
        __global const float *gradY,
        __global float *gradX,
        int n) {
    int i = get_global_id(0);
    if (i < n) {
        float x = X[i];
        float y = Y[i];
        gradX[i] = gradY[i] * (SLOPE(x, y));
    }
}
