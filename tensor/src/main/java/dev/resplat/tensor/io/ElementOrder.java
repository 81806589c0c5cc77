package dev.resplat.tensor.io;

/** Reorders the bytes of elements: byte order and index order. */
final class ElementOrder {
    private ElementOrder() {}

    /** Reverses the bytes of each element in place: big-endian to little-endian. */
    static void reverseBytes(byte[] data, int elementBytes) {
        for (int start = 0; start < data.length; start += elementBytes) {
            for (int i = start, j = start + elementBytes - 1; i < j; i++, j--) {
                byte first = data[i];
                data[i] = data[j];
                data[j] = first;
            }
        }
    }

    /**
     * The elements of a column-major array in row-major order.
     *
     * @param data elements, the first index fastest; at most {@link HostArray#MAX_BYTES}
     * @param dims the dimensions, the same in both orders
     */
    static byte[] rowMajor(byte[] data, int elementBytes, int[] dims) {
        if (data.length == 0) {
            return data;
        }
        int[] strides = new int[dims.length];
        int stride = elementBytes;
        for (int k = 0; k < dims.length; k++) {
            strides[k] = stride;
            stride *= dims[k];
        }
        byte[] rowMajor = new byte[data.length];
        int[] index = new int[dims.length];
        int from = 0;
        for (int to = 0; to < data.length; to += elementBytes) {
            System.arraycopy(data, from, rowMajor, to, elementBytes);
            for (int k = dims.length - 1; k >= 0; k--) {
                from += strides[k];
                index[k]++;
                if (index[k] < dims[k]) {
                    break;
                }
                from -= strides[k] * dims[k];
                index[k] = 0;
            }
        }
        return rowMajor;
    }
}
