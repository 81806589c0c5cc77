// Gradients of the image with respect to footprints. Each pair of a tile and a splat gets sums over
// the pixels of the tile; they are added up, splat by splat, in the order of its tiles, so that bits
// depend on nothing else. All is linear in the gradient of the image: groups of channels add up.

#include "tile.cl"

// Sums of a pair: of e G, its moments dx, dy, dx^2, dx dy, dy^2, and one for each colour.
#define MOMENTS 6
#define SUMS (MOMENTS + GROUP)

// Splats of a batch between two reductions: each of their sums is then the work of one work-item.
#define ROUND (LANES / SUMS)

// A row of partial sums; one more than there are work-items, so that rows begin in other banks.
#define ROW (LANES + 1)

// What a block knows of its pixels.
typedef struct {
    float transmittance[PIXELS];  // or the scale of the gradient
    float behind[PIXELS];  // <g, what is behind>, or what is taken from e
    float gradImage[PIXELS][GROUP];
} Pixels;

// Sums of a splat over a block, into column lane of its rows; returns which pixels are done then.
int sum(__local const Form *form, int left, int top, int done, Pixels *p, __local float *out) {
    float sums[SUMS];
    #pragma unroll
    for (int k = 0; k < SUMS; k++) {
        sums[k] = 0.0f;
    }
    #pragma unroll
    for (int i = 0; i < PIXELS; i++) {
        float dx = left + i % BLOCK + 0.5f - form->x;
        float dy = top + i / BLOCK + 0.5f - form->y;
        float g = gaussian(form, left + i % BLOCK + 0.5f, top + i / BLOCK + 0.5f);
        float dot = 0.0f;
        #pragma unroll
        for (int c = 0; c < GROUP; c++) {
            dot += form->colors[c] * p->gradImage[i][c];
        }
        float value;
        float share;
        if (MODE == ALPHA) {
            float t = p->transmittance[i];
            float alpha = alphaOf(form->weight * g);
            float rest = t * (1.0f - alpha);
            done |= (rest <= MIN_TRANSMITTANCE) << i;
            bool there = !(done >> i & 1) && alpha > 0.0f;
            share = there ? alpha * t : 0.0f;
            p->behind[i] -= share * dot;
            p->transmittance[i] = there ? rest : t;
            bool moves = there && form->weight * g < MAX_ALPHA;
            value = moves ? g * (t * dot - p->behind[i] / (1.0f - alpha)) : 0.0f;
        } else {
            bool there = !(done >> i & 1);
            share = there ? g * p->transmittance[i] : 0.0f;
            value = there ? g * (p->transmittance[i] * dot - p->behind[i]) : 0.0f;
        }
        sums[0] += value;
        sums[1] += value * dx;
        sums[2] += value * dy;
        sums[3] += value * dx * dx;
        sums[4] += value * dx * dy;
        sums[5] += value * dy * dy;
        #pragma unroll
        for (int c = 0; c < GROUP; c++) {
            sums[MOMENTS + c] += share * p->gradImage[i][c];
        }
    }
    #pragma unroll
    for (int k = 0; k < SUMS; k++) {
        out[k * ROW] = sums[k];
    }
    return done;
}

__kernel __attribute__((reqd_work_group_size(LANES, 1, 1))) void sumPairs(
        __global const float *means2d,
        __global const float *conics,
        __global const float *weights,
        __global const float *colors,
        __global const int *slotSplats,
        __global const int *slotParts,
        __global const int *tilePairs,
        __global const int *ranges,
        __global const float *image,
        __global const float *coverage,
        __global const float *gradImage,
        __global float *pairSums,
        int width,
        int height,
        int tilesX,
        int firstChannel) {
    __local Form forms[LANES];
    __local int slots[LANES];
    __local int parts[2 * LANES];
    __local float partial[ROUND * SUMS * ROW];
    __local int open;
    int lane = get_local_id(0);
    int tile = get_group_id(0);
    int left = tile % tilesX * TILE + lane % (TILE / BLOCK) * BLOCK;
    int top = tile / tilesX * TILE + lane / (TILE / BLOCK) * BLOCK;
    int done = beyond(left, top, width, height);
    Pixels p;
    #pragma unroll
    for (int i = 0; i < PIXELS; i++) {
        int at = (top + i / BLOCK) * width + left + i % BLOCK;
        bool inside = !(done >> i & 1);
        float behind = 0.0f;
        #pragma unroll
        for (int c = 0; c < GROUP; c++) {
            bool there = inside && firstChannel + c < CHANNELS;
            int from = at * CHANNELS + firstChannel + c;
            p.gradImage[i][c] = there ? gradImage[from] : 0.0f;
            behind += there ? gradImage[from] * image[from] : 0.0f;
        }
        float scale = MODE == NORMALIZED && inside ? 1.0f / (coverage[at] + EPSILON) : 1.0f;
        p.transmittance[i] = scale;
        p.behind[i] = MODE == ADDITIVE ? 0.0f : scale * behind;
    }
    int begin = ranges[tile];
    int end = ranges[tile + 1];
    bool goesOn = true;
    for (; begin < end && goesOn; begin += LANES) {
        // who is done still helps to load and to add up
        if (lane == 0) {
            open = 0;
        }
        if (begin + lane < end) {
            int slot = tilePairs[begin + lane];
            load(&forms[lane], slotSplats[slot], firstChannel, means2d, conics, weights, colors);
            slots[lane] = slot;
            parts[2 * lane] = slotParts[2 * slot];
            parts[2 * lane + 1] = slotParts[2 * slot + 1];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        int batch = min(end - begin, LANES);
        for (int first = 0; first < batch; first += ROUND) {
            int count = min(batch - first, ROUND);
            for (int i = 0; i < count; i++) {
                __local float *out = partial + i * SUMS * ROW + lane;
                int block = parts[2 * (first + i) + lane / 32] >> (lane % 32) & 1;
                if (done != ALL_PIXELS && block) {
                    done = sum(&forms[first + i], left, top, done, &p, out);
                } else {
                    #pragma unroll
                    for (int k = 0; k < SUMS; k++) {
                        out[k * ROW] = 0.0f;
                    }
                }
            }
            barrier(CLK_LOCAL_MEM_FENCE);
            if (lane < count * SUMS) {
                float total = 0.0f;
                for (int i = 0; i < LANES; i++) {
                    total += partial[lane * ROW + i];
                }
                pairSums[slots[first + lane / SUMS] * SUMS + lane % SUMS] = total;
            }
            barrier(CLK_LOCAL_MEM_FENCE);
        }
        if (done != ALL_PIXELS) {
            atomic_or(&open, 1);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        goesOn = open;
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    // No pixel sees the pairs that are left.
    for (int i = lane; i < (end - begin) * SUMS; i += LANES) {
        pairSums[tilePairs[begin + i / SUMS] * SUMS + i % SUMS] = 0.0f;
    }
}

// Adds up the sums of a splat and turns them into its gradients.
__kernel void addUp(
        __global const float *conics,
        __global const float *weights,
        __global const int *firstSlots,
        __global const float *pairSums,
        __global float *gradMeans2d,
        __global float *gradConics,
        __global float *gradWeights,
        __global float *gradColors,
        int n,
        int firstChannel) {
    int s = get_global_id(0);
    if (s >= n) {
        return;
    }
    float sums[SUMS];
    #pragma unroll
    for (int k = 0; k < SUMS; k++) {
        sums[k] = 0.0f;
    }
    int from = firstSlots[s];
    int to = firstSlots[s + 1];
    for (int slot = from; slot < to; slot++) {
        #pragma unroll
        for (int k = 0; k < SUMS; k++) {
            sums[k] += pairSums[slot * SUMS + k];
        }
    }
    // What is not there may not even be finite: nothing of it is multiplied.
    bool there = from < to;
    float w = there ? weights[s] : 0.0f;
    float a = there ? conics[3 * s] : 0.0f;
    float b = there ? conics[3 * s + 1] : 0.0f;
    float c = there ? conics[3 * s + 2] : 0.0f;
    float gradients[MOMENTS] = {
        sums[0],
        w * (a * sums[1] + b * sums[2]),
        w * (b * sums[1] + c * sums[2]),
        -0.5f * w * sums[3],
        -w * sums[4],
        -0.5f * w * sums[5]
    };
    bool more = firstChannel > 0;
    gradWeights[s] = gradients[0] + (more ? gradWeights[s] : 0.0f);
    for (int k = 0; k < 2; k++) {
        gradMeans2d[2 * s + k] = gradients[1 + k] + (more ? gradMeans2d[2 * s + k] : 0.0f);
    }
    for (int k = 0; k < 3; k++) {
        gradConics[3 * s + k] = gradients[3 + k] + (more ? gradConics[3 * s + k] : 0.0f);
    }
    float factor = MODE == ALPHA ? 1.0f : w;
    #pragma unroll
    for (int k = 0; k < GROUP; k++) {
        if (firstChannel + k < CHANNELS) {
            gradColors[s * CHANNELS + firstChannel + k] = factor * sums[MOMENTS + k];
        }
    }
}
