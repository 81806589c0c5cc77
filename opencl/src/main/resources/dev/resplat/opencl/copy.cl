// Y[yFirst + k . yStrides] = X[xFirst + k . xStrides] for all multi-indices k below dims; of
// any 32 bits, and so copied as integers, which keep theirs.

// Where an element is in X and in Y, given its number.
int2 places(int number, int8 dims, int8 xStrides, int8 yStrides) {
    int extent[8];
    int xStride[8];
    int yStride[8];
    vstore8(dims, 0, extent);
    vstore8(xStrides, 0, xStride);
    vstore8(yStrides, 0, yStride);
    int2 at = (int2)(0, 0);
    #pragma unroll
    for (int axis = 7; axis >= 0; axis--) {
        // most have few axes, and divisions take long
        if (number > 0) {
            int k = number % extent[axis];
            number /= extent[axis];
            at += (int2)(k * xStride[axis], k * yStride[axis]);
        }
    }
    return at;
}

// Neighbouring items write neighbouring elements, wherever they come from.
__kernel void copyElements(
        __global const uint *X,
        __global uint *Y,
        int8 dims,
        int8 xStrides,
        int8 yStrides,
        int xFirst,
        int yFirst,
        int n) {
    int i = get_global_id(0);
    if (i < n) {
        int2 at = places(i, dims, xStrides, yStrides);
        Y[yFirst + at.y] = X[xFirst + at.x];
    }
}

// Where neighbours along `columns` are neighbours in Y and those along `rows` are in X: squares
// of TILE by TILE pass through local memory, so that both are read and written side by side.
// The other axes are those of dims.
__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void copyTiles(
        __global const uint *X,
        __global uint *Y,
        int8 dims,
        int8 xStrides,
        int8 yStrides,
        int xFirst,
        int yFirst,
        int rows,
        int columns,
        int xRow,
        int yRow,
        int xColumn,
        int yColumn) {
    __local uint tile[TILE][TILE + 1];
    int across = (columns - 1) / TILE + 1;
    int down = (rows - 1) / TILE + 1;
    int number = get_group_id(0);
    int column = number % across * TILE;
    int row = number / across % down * TILE;
    int2 at = places(number / across / down, dims, xStrides, yStrides);
    X += xFirst + at.x + row * xRow + column * xColumn;
    Y += yFirst + at.y + row * yRow + column * yColumn;
    int fast = get_local_id(0) % TILE;
    for (int slow = get_local_id(0) / TILE; slow < TILE; slow += GROUP / TILE) {
        if (row + fast < rows && column + slow < columns) {
            tile[slow][fast] = X[fast * xRow + slow * xColumn];
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int slow = get_local_id(0) / TILE; slow < TILE; slow += GROUP / TILE) {
        if (row + slow < rows && column + fast < columns) {
            Y[slow * yRow + fast * yColumn] = tile[fast][slow];
        }
    }
}
