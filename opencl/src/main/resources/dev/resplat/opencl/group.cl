// Running totals over the work-items of a group of GROUP; of TYPE, whose sum is PLUS(a, b) with
// a before b.

// Leaves the total up to each item, its own included, in the first half of a `two` of
// 2 * GROUP; every item of the group must come here. Each step doubles how far back an item
// sees, from one half of `two` to the other; GROUP is a power of four, so the last step ends
// in the first half.
void groupScan(__local TYPE *two, TYPE own) {
    int t = get_local_id(0);
    int now = 0;
    two[t] = own;
    for (int step = 1; step < GROUP; step *= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        TYPE sum = two[now + t];
        if (t >= step) {
            sum = PLUS(two[now + t - step], sum);
        }
        now = GROUP - now;
        two[now + t] = sum;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
}
