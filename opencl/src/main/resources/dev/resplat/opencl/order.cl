// An unsigned integer in the order of floats: NaN is larger than every number, and -0 equals 0.
// The bits are looked at, because comparisons of some devices take tiny numbers for zero.
uint ordered(float x) {
    uint bits = as_uint(x);
    uint size = bits & 0x7FFFFFFFu;
    if (size > 0x7F800000u) {
        return 0xFFFFFFFFu;
    }
    return bits == size || size == 0 ? 0x80000000u + size : 0x80000000u - size;
}
