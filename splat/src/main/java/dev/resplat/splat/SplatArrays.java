package dev.resplat.splat;

/** What arrays of splats on the host must be. */
final class SplatArrays {
    private SplatArrays() {}

    /**
     * Checks that an array has so many finite numbers for each of n splats.
     *
     * @param counted the array whose length says how many splats there are
     * @throws IllegalArgumentException if not: names the array, and the first splat at fault
     */
    static void check(String name, float[] values, int n, int channels, String counted) {
        if (values.length != (long) n * channels) {
            throw new IllegalArgumentException(
                    "%s must have %d elements for each of the %d splats (as many as %s), has %d"
                            .formatted(name, channels, n, counted, values.length));
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "%s of splat %d: %s is not a finite number"
                                .formatted(name, i / channels, values[i]));
            }
        }
    }
}
