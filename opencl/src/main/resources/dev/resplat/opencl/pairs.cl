// What follows counts on roundings being where they are written.
#pragma OPENCL FP_CONTRACT OFF

// Pairs: numbers as sums of two floats, of twice the precision.
//
// A splat may be a thousand times as long as wide. The determinant of its covariance is then what
// remains of products a million times as large, which must therefore be known to more digits than
// a float has (Dekker 1971, "A floating-point technique for extending the available precision";
// Ogita, Rump and Oishi 2005, "Accurate sum and dot product").

typedef float2 Pair; // x + y, where y is less than the last digit of x

Pair exactSum(float a, float b) {
    float sum = a + b;
    float rest = sum - a;
    return (Pair)(sum, (a - (sum - rest)) + (b - rest));
}

Pair exactProduct(float a, float b) {
    float product = a * b;
    return (Pair)(product, fma(a, b, -product));
}

Pair plus(Pair a, Pair b) {
    Pair sum = exactSum(a.x, b.x);
    return exactSum(sum.x, sum.y + (a.y + b.y));
}

Pair times(Pair a, Pair b) {
    Pair product = exactProduct(a.x, b.x);
    return exactSum(product.x, product.y + (a.x * b.y + a.y * b.x));
}

// a b - c d
Pair difference(Pair a, Pair b, Pair c, Pair d) {
    return plus(times(a, b), -times(c, d));
}

Pair dotOf(float3 a, float3 b) {
    Pair sum = plus(exactProduct(a.x, b.x), exactProduct(a.y, b.y));
    return plus(sum, exactProduct(a.z, b.z));
}

typedef struct {
    Pair x, y, z;
} Row;

Pair dotOfRow(Row a, float3 b) {
    Pair x = times(a.x, (Pair)(b.x, 0.0f));
    Pair y = times(a.y, (Pair)(b.y, 0.0f));
    Pair z = times(a.z, (Pair)(b.z, 0.0f));
    return plus(plus(x, y), z);
}
