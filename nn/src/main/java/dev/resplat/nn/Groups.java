package dev.resplat.nn;

/** The check of layers whose channels are in groups. */
final class Groups {
    private Groups() {}

    static void check(String layer, int groups, int... channels) {
        for (int c : channels) {
            if (groups < 1 || c % groups != 0) {
                throw new IllegalArgumentException(
                        layer + ": " + c + " channels cannot be in " + groups + " equal groups");
            }
        }
    }
}
