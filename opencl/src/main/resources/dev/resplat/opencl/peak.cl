// y = FACTOR y + ADDED, many times over: eight elements of a work-item, to hide the latency of each.

__kernel void multiplyAdd(__global float *Y, int n, int rounds) {
    int i = get_global_id(0);
    if (8 * i + 7 < n) {
        float8 y = vload8(i, Y);
        for (int round = 0; round < rounds; round++) {
            y = fma(y, (float8) FACTOR, (float8) ADDED);
        }
        vstore8(y, i, Y);
    } else {
        for (int k = 8 * i; k < n; k++) {
            float y = Y[k];
            for (int round = 0; round < rounds; round++) {
                y = fma(y, FACTOR, ADDED);
            }
            Y[k] = y;
        }
    }
}
