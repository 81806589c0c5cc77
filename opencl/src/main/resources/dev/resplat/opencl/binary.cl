// c = F(a, b), element by element.

__kernel void binary(
        __global const float *A, __global const float *B, __global float *C, int n) {
    int i = get_global_id(0);
    if (i < n) {
        float a = A[i];
        float b = B[i];
        C[i] = F(a, b);
    }
}

__kernel void binaryScalar(__global const float *A, float b, __global float *C, int n) {
    int i = get_global_id(0);
    if (i < n) {
        float a = A[i];
        C[i] = F(a, b);
    }
}

// Operands with strides of their own; a stride of zero repeats an operand along that axis.
__kernel void binaryBroadcast(
        __global const float *A,
        __global const float *B,
        __global float *C,
        int8 dims,
        int8 aStrides,
        int8 bStrides,
        int n) {
    int i = get_global_id(0);
    if (i < n) {
        int extent[8];
        int aStride[8];
        int bStride[8];
        vstore8(dims, 0, extent);
        vstore8(aStrides, 0, aStride);
        vstore8(bStrides, 0, bStride);
        int left = i;
        int atA = 0;
        int atB = 0;
        #pragma unroll
        for (int axis = 7; axis >= 0; axis--) {
            // most have few axes, and divisions take long
            if (left > 0) {
                int k = left % extent[axis];
                left /= extent[axis];
                atA += k * aStride[axis];
                atB += k * bStride[axis];
            }
        }
        float a = A[atA];
        float b = B[atB];
        C[i] = F(a, b);
    }
}
