package dev.resplat.splat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Splats, number by number. */
public final class SameSplats {
    private SameSplats() {}

    /** That all numbers are the same. */
    public static void assertSameSplats(Splats3d expected, Splats3d actual) {
        assertEquals(expected.degree(), actual.degree());
        assertArrayEquals(expected.means(), actual.means());
        assertArrayEquals(expected.quats(), actual.quats());
        assertArrayEquals(expected.logScales(), actual.logScales());
        assertArrayEquals(expected.opacityLogits(), actual.opacityLogits());
        assertArrayEquals(expected.sh(), actual.sh());
    }
}
