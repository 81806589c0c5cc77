// largest[place] becomes the bits of the largest finite magnitude of X, if that is larger: bits of
// numbers that are not negative are in the order of these numbers, and which is the largest does not
// depend on the order in which they are looked at.

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void largest(__global const float *X, __global uint *largest, int place, int n) {
    __local uint ofGroup;
    if (get_local_id(0) == 0) {
        ofGroup = 0;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    uint own = 0;
    for (int i = get_global_id(0); i < n; i += get_global_size(0)) {
        uint bits = as_uint(X[i]) & 0x7FFFFFFFu;
        own = max(own, bits < 0x7F800000u ? bits : 0u);
    }
    atomic_max(&ofGroup, own);
    barrier(CLK_LOCAL_MEM_FENCE);
    if (get_local_id(0) == 0) {
        atomic_max(&largest[place], ofGroup);
    }
}
