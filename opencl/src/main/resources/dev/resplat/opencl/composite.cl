// Footprints into an image, from front to back.

#include "tile.cl"

// Adds a splat to the pixels of a block that are not done; returns which are done then.
int blend(
        __local const Form *form,
        int left,
        int top,
        int done,
        float *coverage,
        float (*image)[GROUP]) {
    #pragma unroll
    for (int i = 0; i < PIXELS; i++) {
        float g = gaussian(form, left + i % BLOCK + 0.5f, top + i / BLOCK + 0.5f);
        float share = form->weight * g;
        if (MODE == ALPHA) {
            // here coverage is the transmittance
            float alpha = alphaOf(share);
            float rest = coverage[i] * (1.0f - alpha);
            done |= (rest <= MIN_TRANSMITTANCE) << i;
            bool open = !(done >> i & 1);
            share = open ? alpha * coverage[i] : 0.0f;
            coverage[i] = open ? rest : coverage[i];
        } else {
            coverage[i] += share;
        }
        #pragma unroll
        for (int c = 0; c < GROUP; c++) {
            image[i][c] += share * form->colors[c];
        }
    }
    return done;
}

__kernel __attribute__((reqd_work_group_size(LANES, 1, 1))) void composite(
        __global const float *means2d,
        __global const float *conics,
        __global const float *weights,
        __global const float *colors,
        __global const int *slotSplats,
        __global const int *slotParts,
        __global const int *tilePairs,
        __global const int *ranges,
        __global float *imageOut,
        __global float *coverageOut,
        int width,
        int height,
        int tilesX,
        int firstChannel) {
    __local Form forms[LANES];
    __local int parts[2 * LANES];
    __local int open;
    int lane = get_local_id(0);
    int tile = get_group_id(0);
    int left = tile % tilesX * TILE + lane % (TILE / BLOCK) * BLOCK;
    int top = tile / tilesX * TILE + lane / (TILE / BLOCK) * BLOCK;
    float coverage[PIXELS];
    float image[PIXELS][GROUP];
    #pragma unroll
    for (int i = 0; i < PIXELS; i++) {
        coverage[i] = MODE == ALPHA ? 1.0f : 0.0f;
        #pragma unroll
        for (int c = 0; c < GROUP; c++) {
            image[i][c] = 0.0f;
        }
    }
    int outside = beyond(left, top, width, height);
    int done = outside;
    int end = ranges[tile + 1];
    for (int begin = ranges[tile]; begin < end; begin += LANES) {
        // who is done still helps to load: all must meet the barriers
        if (lane == 0) {
            open = 0;
        }
        if (begin + lane < end) {
            int slot = tilePairs[begin + lane];
            load(&forms[lane], slotSplats[slot], firstChannel, means2d, conics, weights, colors);
            parts[2 * lane] = slotParts[2 * slot];
            parts[2 * lane + 1] = slotParts[2 * slot + 1];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        if (done != ALL_PIXELS) {
            atomic_or(&open, 1);
        }
        int count = min(end - begin, LANES);
        for (int i = 0; i < count && done != ALL_PIXELS; i++) {
            if (parts[2 * i + lane / 32] >> (lane % 32) & 1) {
                done = blend(&forms[i], left, top, done, coverage, image);
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        bool goesOn = open;
        barrier(CLK_LOCAL_MEM_FENCE);
        if (!goesOn) {
            break;
        }
    }
    #pragma unroll
    for (int i = 0; i < PIXELS; i++) {
        if (outside >> i & 1) {
            continue;
        }
        int at = (top + i / BLOCK) * width + left + i % BLOCK;
        float scale = MODE == NORMALIZED ? 1.0f / (coverage[i] + EPSILON) : 1.0f;
        #pragma unroll
        for (int c = 0; c < GROUP; c++) {
            if (firstChannel + c < CHANNELS) {
                imageOut[at * CHANNELS + firstChannel + c] = scale * image[i][c];
            }
        }
        if (firstChannel == 0) {
            coverageOut[at] = MODE == ALPHA ? 1.0f - coverage[i] : coverage[i];
        }
    }
}
