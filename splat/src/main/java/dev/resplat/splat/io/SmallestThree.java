package dev.resplat.splat.io;

/**
 * Rotations as three of the four components of a unit quaternion: all but the largest, which is not
 * negative and follows from the others. These lie within {@code +-sqrt(1/2)}.
 */
final class SmallestThree {
    /** The most that a component can be that is not the largest. */
    static final double MOST = Math.sqrt(0.5);

    private SmallestThree() {}

    /**
     * Which component is the largest.
     *
     * @param quats {@code [N, 4]}
     * @param at the first of four components
     */
    static int largest(float[] quats, int at) {
        int largest = 0;
        for (int i = 1; i < 4; i++) {
            if (Math.abs(quats[at + i]) > Math.abs(quats[at + largest])) {
                largest = i;
            }
        }
        return largest;
    }

    /**
     * One over the length of a quaternion, with the sign of its largest component; 0 for one of
     * length zero, which so becomes no rotation.
     */
    static double scale(float[] quats, int at, int largest) {
        double squares = 0;
        for (int i = 0; i < 4; i++) {
            squares += (double) quats[at + i] * quats[at + i];
        }
        return squares == 0 ? 0 : Math.copySign(1 / Math.sqrt(squares), quats[at + largest]);
    }

    /** Fills in the largest component, where the other three are. */
    static void restore(float[] quats, int at, int largest) {
        quats[at + largest] = 0;
        double squares = 0;
        for (int i = 0; i < 4; i++) {
            squares += (double) quats[at + i] * quats[at + i];
        }
        quats[at + largest] = (float) Math.sqrt(Math.max(0, 1 - squares));
    }
}
