// Footprints: where one ends, and what it is at a pixel.
//
// With k = b / a and h = det / a the form a dx^2 + 2 b dx dy + c dy^2 is a (dx + k dy)^2 + h dy^2:
// a sum of squares, which loses no digits however thin the footprint is.

// det = a c - b^2 to the last digits although it may be far smaller than either product.
float determinant(float a, float b, float c) {
    float bb = b * b;
    return fma(a, c, -bb) + fma(-b, b, bb);
}

// 2^-p is the Gaussian at d from the mean, where the form is (scale * a, k, scale * h).
#define POWER_SCALE 0.72134752f  // log2(e) / 2

float power(float dx, float dy, float a, float k, float h) {
    float u = dx + k * dy;
    return a * u * u + h * dy * dy;
}
