package dev.resplat.tensor.reference;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.IntArray;
import dev.resplat.tensor.SortKernels;
import java.util.Arrays;
import java.util.Comparator;

/** The definition: a stable sort of places by value. */
final class ReferenceSort implements SortKernels {
    @Override
    public void sort(Order order, Buffer x, Buffer values, Buffer index, int rows, int n) {
        topK(order, x, values, index, rows, n, n);
    }

    @Override
    public void topK(Order order, Buffer x, Buffer values, Buffer index, int rows, int n, int k) {
        double[] X = DoubleArray.of(x);
        double[] V = DoubleArray.of(values);
        int[] I = IntArray.of(index);
        for (int r = 0; r < rows; r++) {
            int first = r * n;
            Integer[] places = new Integer[n];
            Arrays.setAll(places, i -> i);
            // Double.compare ranks NaN last; adding zero makes -0 equal to 0.
            Comparator<Integer> ascending =
                    (i, j) -> Double.compare(X[first + i] + 0.0, X[first + j] + 0.0);
            Arrays.sort(places, order == Order.ASCENDING ? ascending : ascending.reversed());
            for (int j = 0; j < k; j++) {
                I[r * k + j] = places[j];
                V[r * k + j] = X[first + places[j]];
            }
        }
    }
}
