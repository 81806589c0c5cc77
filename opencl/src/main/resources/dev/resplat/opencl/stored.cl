// How operands of products are stored in local memory: as floats, or, if HALF, as numbers of 16
// bits, which are read and written with functions that every OpenCL has; products and sums are of
// floats in either case.
//
// So that neither large nor small numbers are lost, halves are of operands times a power of two, by
// which the largest of an operand is from 2^14 to 2^15, and results are scaled back. An element so
// keeps 11 bits, or those that are worth 2^-38 of the largest element and more.
//
// WIDTH: elements of the vectors of STORE_VECTOR and TAKE_VECTOR, whose places count vectors

#define STORED_JOIN_(a, b, c) a##b##c
#define STORED_JOIN(a, b, c) STORED_JOIN_(a, b, c)

#if HALF

#define STORED ushort
#define STORE(value, tile, at) vstore_half_rte(value, at, (__local half *) (tile))
#define TAKE(tile, at) vload_half(at, (__local const half *) (tile))
#define STORE_VECTOR(value, tile, at) \
    STORED_JOIN(vstorea_half, WIDTH, _rte)(value, at, (__local half *) (tile))
#define TAKE_VECTOR(tile, at) \
    STORED_JOIN(vloada_half, WIDTH, )(at, (__local const half *) (tile))

// The power of an operand, whose largest finite magnitude has the bits largest[operand].
#define EXPONENT(largest, operand) exponentFor((largest)[operand])
#define SCALE(exponent) ldexp(1.0f, exponent)
#define SCALED_BACK(sum, exponent) ldexp(sum, -(exponent))

static int exponentFor(uint bits) {
    int exponent = bits >> 23;
    return exponent == 0 ? 0 : min(127 + 14 - exponent, 120);
}

#else

#define STORED float
#define STORE(value, tile, at) (tile)[at] = (value)
#define TAKE(tile, at) (tile)[at]
#define STORE_VECTOR(value, tile, at) ((__local Vector *) (tile))[at] = (value)
#define TAKE_VECTOR(tile, at) ((__local const Vector *) (tile))[at]

#define EXPONENT(largest, operand) 0
#define SCALE(exponent) 1.0f
#define SCALED_BACK(sum, exponent) (sum)

#endif
