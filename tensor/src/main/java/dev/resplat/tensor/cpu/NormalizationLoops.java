package dev.resplat.tensor.cpu;

/**
 * What normalisation is made of, on a matrix of {@code rows} rows of {@code n} elements that lie
 * one after the other from {@code from} on.
 *
 * <p>Loops of {@link OverRows} have numbers for each row, those of {@link OverColumns} for each
 * column. What is summed is summed in float, so a call must not take in too much of it.
 */
interface NormalizationLoops {
    /**
     * Loops for layer norm. Rows are numbered from zero. Arrays of sums need room for a vector,
     * {@link dev.resplat.tensor.Buffer#PADDING} elements, for each row.
     */
    interface OverRows {
        /** {@code sums_r = sum_j x_rj}. */
        void sum(float[] X, int from, int rows, int n, float[] sums);

        /** {@code sums_r = sum_j d, squares_r = sum_j d^2} with {@code d = x_rj - centers_r}. */
        void moments(
                float[] X,
                int from,
                int rows,
                int n,
                float[] centers,
                float[] sums,
                float[] squares);

        /** {@code y_rj = ((x_rj - centers_r) scales_r + shifts_r) gamma_j + beta_j}. */
        void normalize(
                float[] X,
                float[] Y,
                int from,
                int rows,
                int n,
                float[] centers,
                float[] scales,
                float[] shifts,
                float[] gamma,
                float[] beta);

        /**
         * {@code sums_r = sum_j h, products_r = sum_j h (x_rj - centers_r)} with {@code h = gY_rj
         * gamma_(at + j)}.
         */
        void products(
                float[] X,
                float[] gY,
                int from,
                int rows,
                int n,
                float[] gamma,
                int at,
                float[] centers,
                float[] sums,
                float[] products);

        /**
         * {@code gX_rj = u gamma_j + d slopes_r + shifts_r, gGamma_j += sum_r u d, gBeta_j += sum_r
         * gY_rj} with {@code u = gY_rj scales_r, d = x_rj - centers_r}.
         */
        void gradient(
                float[] X,
                float[] gY,
                float[] gX,
                int from,
                int rows,
                int n,
                float[] gamma,
                float[] centers,
                float[] scales,
                float[] slopes,
                float[] shifts,
                float[] gGamma,
                float[] gBeta);
    }

    /** Loops for norms over places. */
    interface OverColumns {
        /** {@code sums_j += sum_r d, squares_j += sum_r d^2} with {@code d = x_rj - centers_j}. */
        void moments(
                float[] X,
                int from,
                int rows,
                int n,
                float[] centers,
                float[] sums,
                float[] squares);

        /** {@code y_rj = (x_rj - centers_j) scales_j + shifts_j}. */
        void normalize(
                float[] X,
                float[] Y,
                int from,
                int rows,
                int n,
                float[] centers,
                float[] scales,
                float[] shifts);

        /** {@code sums_j += sum_r gY_rj, products_j += sum_r gY_rj (x_rj - centers_j)}. */
        void products(
                float[] X,
                float[] gY,
                int from,
                int rows,
                int n,
                float[] centers,
                float[] sums,
                float[] products);

        /** {@code gX_rj = gY_rj scales_j + (x_rj - centers_j) slopes_j + shifts_j}. */
        void gradient(
                float[] X,
                float[] gY,
                float[] gX,
                int from,
                int rows,
                int n,
                float[] centers,
                float[] scales,
                float[] slopes,
                float[] shifts);
    }
}
