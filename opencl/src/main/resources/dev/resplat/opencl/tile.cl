// A work-group blends a tile, each of its 64 work-items a block of 4 by 4 pixels in registers. Splats
// come in batches through local memory. Loops over the pixels of a block are unrolled: only then are
// their arrays registers.

#include "footprint.cl"

#define BLOCK 4
#define PIXELS (BLOCK * BLOCK)
#define LANES ((TILE / BLOCK) * (TILE / BLOCK))
#define ALL_PIXELS 0xffff

// What a batch holds of a splat.
typedef struct {
    float x;
    float y;
    float a;  // times POWER_SCALE
    float k;
    float h;  // times POWER_SCALE
    float weight;
    float colors[GROUP];
} Form;

void load(
        __local Form *form,
        int s,
        int firstChannel,
        __global const float *means2d,
        __global const float *conics,
        __global const float *weights,
        __global const float *colors) {
    float a = conics[3 * s];
    float b = conics[3 * s + 1];
    form->x = means2d[2 * s];
    form->y = means2d[2 * s + 1];
    form->a = POWER_SCALE * a;
    // of a conic of zero it is no number: nor are powers then, and gaussian() is zero
    form->k = b / a;
    form->h = POWER_SCALE * determinant(a, b, conics[3 * s + 2]) / a;
    form->weight = weights[s];
    for (int c = 0; c < GROUP; c++) {
        int channel = firstChannel + c;
        form->colors[c] = channel < CHANNELS ? colors[s * CHANNELS + channel] : 0.0f;
    }
}

// The Gaussian of a splat at a pixel; zero where it has ended.
float gaussian(__local const Form *form, float x, float y) {
    float p = power(x - form->x, y - form->y, form->a, form->k, form->h);
    return p <= POWER_SCALE * CUTOFF * CUTOFF ? exp2(-p) : 0.0f;
}

float alphaOf(float share) {
    return share >= MIN_ALPHA ? fmin(share, MAX_ALPHA) : 0.0f;
}

// Bits of the pixels of a block that are beyond the image.
int beyond(int left, int top, int width, int height) {
    int bits = 0;
    for (int i = 0; i < PIXELS; i++) {
        int x = left + i % BLOCK;
        int y = top + i / BLOCK;
        bits |= (x >= width || y >= height) << i;
    }
    return bits;
}
