// Places between pixels; see Bilinear. What follows counts on roundings being where they are
// written.
#pragma OPENCL FP_CONTRACT OFF

// The pixel at or before a place, how far the place is behind it, from 0 to 1, and whether the
// place moves with what it was made of.
typedef struct {
    int floor;
    float fraction;
    bool moves;
} Place;

// Where output o of `out` lies in an axis of n pixels that is resized: a fraction of integers, so
// that nothing is rounded before its rest is divided. COUNT is an integer that holds 2 out n.
Place resized(int o, int n, int out, int alignCorners) {
    COUNT above = alignCorners ? (COUNT) o * (n - 1) : (COUNT) (2 * o + 1) * n - out;
    COUNT below = alignCorners ? max(out - 1, 1) : 2 * (COUNT) out;
    above = max(above, (COUNT) 0);
    Place place;
    place.floor = above / below;
    place.fraction = (float) (above - place.floor * below) / (float) below;
    if (place.floor >= n - 1) {
        place.floor = n - 1;
        place.fraction = 0.0f;
    }
    place.moves = false;
    return place;
}

// Where a coordinate of a grid lies, in twice the precision: in an axis of thousands of pixels the
// fraction of a float has few digits. -2, which has no neighbour on any axis, is far outside.
Place denormalized(float coordinate, int n, int alignCorners, int border) {
    float slope = 0.5f * (alignCorners ? n - 1 : n);
    float middle = 0.5f * (n - 1);
    float product = coordinate * slope;
    float sum = product + middle;
    Place place;
    place.moves = true;
    if (fabs(sum) < 1e9f) {
        float rest = sum - product;
        float low =
                (product - (sum - rest))
                + (middle - rest)
                + fma(coordinate, slope, -product);
        float high = sum + low;
        low -= high - sum;
        place.floor = (int) floor(high);
        place.fraction = (high - floor(high)) + low;
        if (place.fraction < 0.0f) {
            place.floor--;
            place.fraction += 1.0f;
        }
    } else {
        place.floor = sum > 0.0f ? n : -2;
        place.fraction = 0.0f;
    }
    if (border) {
        if (place.floor < 0 || (place.floor == 0 && place.fraction == 0.0f)) {
            place.floor = 0;
            place.fraction = 0.0f;
            place.moves = false;
        } else if (place.floor >= n - 1) {
            place.floor = n - 1;
            place.fraction = 0.0f;
            place.moves = false;
        }
    } else if (place.floor < -1 || place.floor >= n) {
        place.floor = -2;
    }
    return place;
}
