package dev.resplat.splat.edit;

/** A part of space, with its border. */
public interface Region {
    /** Whether a point of the world is in it. */
    boolean contains(double x, double y, double z);

    /**
     * A box along the axes of the world.
     *
     * @param least {@code [3]}: the corner with the smallest coordinates
     * @param most {@code [3]}: the opposite one, nowhere less
     */
    record Box(double[] least, double[] most) implements Region {
        /** Checks that there is such a box. */
        public Box {
            for (int i = 0; i < 3; i++) {
                // Negated, so that NaN fails.
                if (!(least[i] <= most[i])) {
                    throw new IllegalArgumentException(
                            "a box from %s to %s along %s: the first must not be more"
                                    .formatted(least[i], most[i], "xyz".charAt(i)));
                }
            }
        }

        @Override
        public boolean contains(double x, double y, double z) {
            return x >= least[0]
                    && x <= most[0]
                    && y >= least[1]
                    && y <= most[1]
                    && z >= least[2]
                    && z <= most[2];
        }
    }

    /**
     * A ball.
     *
     * @param center {@code [3]}
     * @param radius 0 or more
     */
    record Sphere(double[] center, double radius) implements Region {
        /** Checks that there is such a ball. */
        public Sphere {
            if (!(radius >= 0) || !Double.isFinite(center[0] + center[1] + center[2])) {
                throw new IllegalArgumentException(
                        "a sphere around (%s, %s, %s) of radius %s: must be finite, and the radius not negative"
                                .formatted(center[0], center[1], center[2], radius));
            }
        }

        @Override
        public boolean contains(double x, double y, double z) {
            double dx = x - center[0];
            double dy = y - center[1];
            double dz = z - center[2];
            return dx * dx + dy * dy + dz * dz <= radius * radius;
        }
    }
}
