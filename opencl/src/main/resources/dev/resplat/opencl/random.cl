// Philox4x32-10 (Salmon et al. 2011, section 4): the four words of a block are a function of its
// counter (block, 0, draw) and a key, the seed. An item makes the numbers of a block.

uint4 philox(uint block, uint2 draw, uint2 seed) {
    uint4 c = (uint4)(block, 0, draw.x, draw.y);
    uint2 key = seed;
    for (int round = 0; round < 10; round++) {
        uint high0 = mul_hi(0xD2511F53u, c.x);
        uint low0 = 0xD2511F53u * c.x;
        uint high1 = mul_hi(0xCD9E8D57u, c.z);
        uint low1 = 0xCD9E8D57u * c.z;
        c = (uint4)(high1 ^ c.y ^ key.x, low1, high0 ^ c.w ^ key.y, low0);
        key += (uint2)(0x9E3779B9u, 0xBB67AE85u);
    }
    return c;
}

// As many of four numbers as there are.
void store(float4 x, __global float *Y, int block, int n) {
    float numbers[4];
    vstore4(x, 0, numbers);
    for (int i = 0; i < 4 && 4 * block + i < n; i++) {
        Y[4 * block + i] = numbers[i];
    }
}

// The upper 24 bits of a word times 2^-24.
__kernel void uniformNumbers(
        __global float *Y, int n, uint seedLow, uint seedHigh, uint drawLow, uint drawHigh) {
    int block = get_global_id(0);
    if (block < (n - 1) / 4 + 1) {
        uint4 words = philox(block, (uint2)(drawLow, drawHigh), (uint2)(seedLow, seedHigh));
        store(convert_float4(words >> 8) * 0x1p-24f, Y, block, n);
    }
}

// sqrt(-2 log u) with u = (word + 1/2) 2^-32. Above 1/2, u is 1 - d, and it is d that a float
// can tell apart.
float radius(uint word) {
    float d = ((float) ~word + 0.5f) * 0x1p-32f;
    float u = ((float) word + 0.5f) * 0x1p-32f;
    return sqrt(-2.0f * (word >> 31 ? log1p(-d) : log(u)));
}

// (cos a, sin a) for a = 2 pi (word + 1/2) 2^-32: a rounded to quarters of a turn, and what is
// left, an eighth at most, where a float has bits to spare.
float2 direction(uint word) {
    uint quarters = (word + 0x20000000u) >> 30;
    int rest = (int) (word - (quarters << 30));
    float halfTurns = ((float) rest + 0.5f) * 0x1p-31f;
    float c = cospi(halfTurns);
    float s = sinpi(halfTurns);
    float2 turned = quarters & 1 ? (float2)(-s, c) : (float2)(c, s);
    return quarters & 2 ? -turned : turned;
}

// Box and Muller (1958): two numbers of two words.
__kernel void normalNumbers(
        __global float *Y, int n, uint seedLow, uint seedHigh, uint drawLow, uint drawHigh) {
    int block = get_global_id(0);
    if (block < (n - 1) / 4 + 1) {
        uint4 words = philox(block, (uint2)(drawLow, drawHigh), (uint2)(seedLow, seedHigh));
        float2 first = radius(words.x) * direction(words.y);
        float2 second = radius(words.z) * direction(words.w);
        // Element by element, because Oclgrind 21.10 cannot follow (float4)(first, second).
        store((float4)(first.x, first.y, second.x, second.y), Y, block, n);
    }
}
