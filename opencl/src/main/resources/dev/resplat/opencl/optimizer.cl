// Steps of optimizers, in place, element by element. What depends on settings and the number of
// the step only is computed on the host in double: rest = 1 - beta, rate = learning rate divided
// by 1 - beta^t, unbias = 1 / (1 - beta^t).

// v = g + decay x at the first step, later momentum v + g + decay x; x -= rate v, or, when
// Nesterov looks ahead, x -= rate (g + decay x + momentum v). Without momentum, V is not touched.
__kernel void sgd(
        __global float *X,
        __global const float *gradX,
        __global float *V,
        float rate,
        float momentum,
        float decay,
        int first,
        int nesterov,
        int n) {
    int i = get_global_id(0);
    if (i < n) {
        float x = X[i];
        float g = gradX[i] + decay * x;
        float step = g;
        if (momentum != 0.0f) {
            float v = first ? g : momentum * V[i] + g;
            V[i] = v;
            step = nesterov ? g + momentum * v : v;
        }
        X[i] = x - rate * step;
    }
}

// keep = 1 - learning rate * decay where decay is decoupled, and decay = 0; else keep = 1.
__kernel void adam(
        __global float *X,
        __global const float *gradX,
        __global float *M,
        __global float *V,
        float beta1,
        float rest1,
        float beta2,
        float rest2,
        float rate,
        float unbias2,
        float epsilon,
        float keep,
        float decay,
        int n) {
    int i = get_global_id(0);
    if (i < n) {
        float x = X[i];
        float g = gradX[i] + decay * x;
        float m = beta1 * M[i] + rest1 * g;
        float v = beta2 * V[i] + rest2 * g * g;
        M[i] = m;
        V[i] = v;
        X[i] = keep * x - rate * m / (sqrt(v * unbias2) + epsilon);
    }
}

// rate1 = learning rate / (1 - beta1^t), rate2 = learning rate * beta2 / (1 - beta2^t),
// shrink = 1 / (1 + learning rate * decay).
__kernel void adan(
        __global float *X,
        __global const float *gradX,
        __global float *M,
        __global float *V,
        __global float *S,
        __global float *previous,
        float beta1,
        float rest1,
        float beta2,
        float rest2,
        float beta3,
        float rest3,
        float rate1,
        float rate2,
        float unbias3,
        float epsilon,
        float shrink,
        int first,
        int n) {
    int i = get_global_id(0);
    if (i < n) {
        float g = gradX[i];
        float d = first ? 0.0f : g - previous[i];
        float ahead = g + beta2 * d;
        float m = beta1 * M[i] + rest1 * g;
        float v = beta2 * V[i] + rest2 * d;
        float s = beta3 * S[i] + rest3 * ahead * ahead;
        M[i] = m;
        V[i] = v;
        S[i] = s;
        previous[i] = g;
        X[i] = shrink * (X[i] - (rate1 * m + rate2 * v) / (sqrt(s * unbias3) + epsilon));
    }
}

__kernel void movingAverage(
        __global float *average, __global const float *X, float keep, float rest, int n) {
    int i = get_global_id(0);
    if (i < n) {
        average[i] = keep * average[i] + rest * X[i];
    }
}
