// first[0] becomes the least place of an element that is not allowed, if there is one. Which
// item comes first does not matter: the least of integers is the same in any order.

__kernel void checkRange(__global const int *X, __global int *first, int bound, int n) {
    int i = get_global_id(0);
    if (i < n && (X[i] < 0 || X[i] >= bound)) {
        atomic_min(first, i);
    }
}

__kernel void checkFinite(__global const float *X, __global int *first, int n) {
    int i = get_global_id(0);
    if (i < n && !isfinite(X[i])) {
        atomic_min(first, i);
    }
}
