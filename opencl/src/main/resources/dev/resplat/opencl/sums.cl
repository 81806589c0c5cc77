// Sums over the work-items of a work-group, always in the same order; GROUP is how many they are, a
// power of two.

// Rows of a number for each work-item, added up by halves into the first of each row.
void addUp(__local float *rows, int count, int item) {
    for (int reach = GROUP / 2; reach > 0; reach /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (item < reach) {
            for (int k = 0; k < count; k++) {
                rows[k * GROUP + item] += rows[k * GROUP + item + reach];
            }
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
}
