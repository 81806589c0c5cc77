// Which tiles a footprint meets, and which blocks of 4 by 4 pixels in them. An ellipse reaches, in a
// row at height y from its mean, from -k y - sqrt((r^2 - h y^2) / a) to -k y + sqrt(...); of all
// rows its right end is farthest right at y = -b r / sqrt(det c), its left end at the opposite.
//
// countTiles and listPairs must find the same tiles: no compiler may round one in another way.

#pragma OPENCL FP_CONTRACT OFF

#include "footprint.cl"

#define BLOCK 4

typedef struct {
    float meanX;
    float meanY;
    float k;
    float h;
    float r2;
    float inverseA;
    float halfHeight;
    float rightmost;
} Ellipse;

// False if the splat is not there: no ellipse, or a number that is not finite.
bool outline(
        Ellipse *e,
        int s,
        __global const float *means2d,
        __global const float *conics,
        __global const float *weights,
        __global const float *colors) {
    float a = conics[3 * s];
    float b = conics[3 * s + 1];
    float c = conics[3 * s + 2];
    float det = determinant(a, b, c);
    float sum = means2d[2 * s] + means2d[2 * s + 1] + weights[s];
    for (int i = 0; i < CHANNELS; i++) {
        sum += colors[s * CHANNELS + i];
    }
    float r2 = CUTOFF * CUTOFF;
    if (MODE == ALPHA) {
        r2 = fmin(r2, 2.0f * log(weights[s] / MIN_ALPHA));
    }
    if (!isfinite(sum) || !(a > 0.0f && det > 0.0f && r2 > 0.0f) || !isfinite(a + c + det)) {
        return false;
    }
    e->meanX = means2d[2 * s];
    e->meanY = means2d[2 * s + 1];
    e->k = b / a;
    e->h = det / a;
    e->r2 = r2;
    e->inverseA = 1.0f / a;
    e->halfHeight = sqrt(r2 / e->h) * STRETCH + MARGIN;
    e->rightmost = -b * sqrt(r2 / (det * c));
    return true;
}

// The right end of the row at y; the left end is the negative of that at -y.
float end(const Ellipse *e, float y) {
    float rest = fmax(e->r2 - e->h * y * y, 0.0f);
    return sqrt(rest * e->inverseA) * STRETCH + MARGIN - e->k * y;
}

// The first cell of so many pixels that may have a centre beyond a coordinate: 0 or more.
int first(float coordinate, int cell) {
    return max(convert_int_sat_rtz((coordinate + 0.5f) / cell), 0);
}

// The last of so many cells that may have a centre before a coordinate, or -1.
int last(float coordinate, int cell, int count) {
    return clamp(convert_int_sat_rtz((coordinate + (cell - 0.5f)) / cell), 0, count) - 1;
}

// Cells that the ellipse meets in row number i of cells.
int2 columns(const Ellipse *e, int i, int cell, int count) {
    float y = i * cell + 0.5f - e->meanY;
    float low = fmax(y, -e->halfHeight);
    float high = fmin(y + (cell - 1), e->halfHeight);
    float left = end(e, -fmax(low, fmin(-e->rightmost, high)));
    float right = end(e, fmax(low, fmin(e->rightmost, high)));
    return (int2)(first(e->meanX - left, cell), last(e->meanX + right, cell, count));
}

// counts[s]: tiles that splat s meets.
__kernel void countTiles(
        __global const float *means2d,
        __global const float *conics,
        __global const float *weights,
        __global const float *colors,
        __global int *counts,
        int n,
        int tilesX,
        int tilesY) {
    int s = get_global_id(0);
    if (s >= n) {
        return;
    }
    Ellipse e;
    int count = 0;
    if (outline(&e, s, means2d, conics, weights, colors)) {
        int top = first(e.meanY - e.halfHeight, TILE);
        int bottom = last(e.meanY + e.halfHeight, TILE, tilesY);
        for (int row = top; row <= bottom; row++) {
            int2 ends = columns(&e, row, TILE, tilesX);
            count += max(ends.y - ends.x + 1, 0);
        }
    }
    counts[s] = count;
}

// counts in the order of the splats from front to back.
__kernel void inOrder(
        __global const int *counts, __global const int *order, __global int *ordered, int n) {
    int i = get_global_id(0);
    if (i < n) {
        ordered[i] = counts[order[i]];
    }
}

// Bit 8 y + x of the result is block (x, y) of a tile.
ulong blocksOf(const Ellipse *e, int tileX, int tileY, int width, int height) {
    int perTile = TILE / BLOCK;
    int blocksX = (width + BLOCK - 1) / BLOCK;
    int blocksY = (height + BLOCK - 1) / BLOCK;
    int top = max(first(e->meanY - e->halfHeight, BLOCK), tileY * perTile);
    int bottom = min(last(e->meanY + e->halfHeight, BLOCK, blocksY), (tileY + 1) * perTile - 1);
    ulong blocks = 0;
    for (int row = top; row <= bottom; row++) {
        int2 ends = columns(e, row, BLOCK, blocksX);
        int left = max(ends.x - tileX * perTile, 0);
        int right = min(ends.y - tileX * perTile, perTile - 1);
        if (left <= right) {
            ulong run = ((1UL << (right - left + 1)) - 1) << left;
            blocks |= run << (perTile * (row - tileY * perTile));
        }
    }
    return blocks;
}

// The slots of each splat, and all pairs from the front splat to the last: pairTiles, pairSlots.
__kernel void listPairs(
        __global const float *means2d,
        __global const float *conics,
        __global const float *weights,
        __global const float *colors,
        __global const int *order,
        __global const int *firstSlots,
        __global const int *firstPairs,
        __global int *slotSplats,
        __global int *slotParts,
        __global int *pairTiles,
        __global int *pairSlots,
        int n,
        int width,
        int height,
        int tilesX,
        int tilesY) {
    int i = get_global_id(0);
    if (i >= n) {
        return;
    }
    int s = order[i];
    int slot = firstSlots[s];
    int end = firstSlots[s + 1];
    int pair = firstPairs[i];
    int tile = 0;
    Ellipse e;
    if (outline(&e, s, means2d, conics, weights, colors)) {
        int top = first(e.meanY - e.halfHeight, TILE);
        int bottom = last(e.meanY + e.halfHeight, TILE, tilesY);
        for (int row = top; row <= bottom && slot < end; row++) {
            int2 ends = columns(&e, row, TILE, tilesX);
            for (int column = ends.x; column <= ends.y && slot < end; column++) {
                ulong blocks = blocksOf(&e, column, row, width, height);
                tile = row * tilesX + column;
                slotSplats[slot] = s;
                slotParts[2 * slot] = (int) blocks;
                slotParts[2 * slot + 1] = (int) (blocks >> 32);
                pairTiles[pair] = tile;
                pairSlots[pair] = slot;
                slot++;
                pair++;
            }
        }
    }
    // Were fewer found than counted, the others are pairs without a block: nothing is unwritten.
    for (; slot < end; slot++, pair++) {
        slotSplats[slot] = s;
        slotParts[2 * slot] = 0;
        slotParts[2 * slot + 1] = 0;
        pairTiles[pair] = tile;
        pairSlots[pair] = slot;
    }
}

// ranges[t]: where the pairs of tile t begin, of pairs that are sorted by tile.
__kernel void findRanges(__global const int *pairTiles, __global int *ranges, int pairs, int tiles) {
    int i = get_global_id(0);
    if (i > pairs) {
        return;
    }
    int before = i == 0 ? -1 : pairTiles[i - 1];
    int tile = i == pairs ? tiles : pairTiles[i];
    for (int t = before + 1; t <= tile; t++) {
        ranges[t] = i;
    }
}
