package dev.resplat.train.mesh;

/**
 * A map of all directions on a square, the unfolded octahedron: direction d is at {@code p = d /
 * (|x| + |y| + |z|)}, where the lower half is folded outwards (Praun and Hoppe 2003; Cigolle et al.
 * 2014). It needs neither angles nor branches to look something up.
 */
final class Octahedron {
    /** Texels of a side, without the border. */
    final int size;

    /** With a border of one texel, which repeats what is beyond the fold, {@code [size + 2]^2}. */
    private final float[] texels;

    /** What shines from a direction. */
    interface Radiance {
        /** Sets {@code out} to linear RGB. */
        void at(float x, float y, float z, float[] out);
    }

    Octahedron(int size, Radiance radiance) {
        this.size = size;
        texels = new float[3 * (size + 2) * (size + 2)];
        float[] direction = new float[4];
        float[] color = new float[3];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                direction(column, row, direction);
                radiance.at(direction[0], direction[1], direction[2], color);
                System.arraycopy(color, 0, texels, at(column, row), 3);
            }
        }
        for (int i = 0; i < size; i++) {
            copy(-1, i, 0, size - 1 - i);
            copy(size, i, size - 1, size - 1 - i);
            copy(i, -1, size - 1 - i, 0);
            copy(i, size, size - 1 - i, size - 1);
        }
        copy(-1, -1, size - 1, size - 1);
        copy(size, -1, 0, size - 1);
        copy(-1, size, size - 1, 0);
        copy(size, size, 0, 0);
    }

    private int at(int column, int row) {
        return 3 * ((row + 1) * (size + 2) + column + 1);
    }

    private void copy(int column, int row, int fromColumn, int fromRow) {
        System.arraycopy(texels, at(fromColumn, fromRow), texels, at(column, row), 3);
    }

    /** Sets x, y, z of the middle of a texel, and the solid angle that it covers, about. */
    void direction(int column, int row, float[] out) {
        float x = (2 * column + 1f) / size - 1;
        float y = (2 * row + 1f) / size - 1;
        float z = 1 - Math.abs(x) - Math.abs(y);
        if (z < 0) {
            float folded = (1 - Math.abs(y)) * (x < 0 ? -1 : 1);
            y = (1 - Math.abs(x)) * (y < 0 ? -1 : 1);
            x = folded;
        }
        float length = (float) Math.sqrt(x * x + y * y + z * z);
        out[0] = x / length;
        out[1] = y / length;
        out[2] = z / length;
        out[3] = 4f / (size * size) / (length * length * length);
    }

    /** The red of a texel; green and blue follow. */
    float value(int column, int row, int channel) {
        return texels[at(column, row) + channel];
    }

    /**
     * Sets where a direction is, which is of any length but zero: two numbers from -1 to 1, the
     * same for maps of all sizes.
     */
    static void place(float x, float y, float z, float[] out) {
        float scale = 1 / (Math.abs(x) + Math.abs(y) + Math.abs(z));
        float u = x * scale;
        float v = y * scale;
        if (z < 0) {
            out[0] = (1 - Math.abs(v)) * (u < 0 ? -1 : 1);
            out[1] = (1 - Math.abs(u)) * (v < 0 ? -1 : 1);
        } else {
            out[0] = u;
            out[1] = v;
        }
    }

    /** Adds what is at a place, times a weight. */
    void add(float u, float v, float weight, float[] out) {
        float column = (u + 1) * 0.5f * size + 0.5f;
        float row = (v + 1) * 0.5f * size + 0.5f;
        int left = Math.min((int) column, size);
        int top = Math.min((int) row, size);
        float fx = column - left;
        float fy = row - top;
        float p = weight * (1 - fx) * (1 - fy);
        float q = weight * fx * (1 - fy);
        float r = weight * (1 - fx) * fy;
        float s = weight * fx * fy;
        int at = 3 * (top * (size + 2) + left);
        int below = at + 3 * (size + 2);
        float[] t = texels;
        out[0] += p * t[at] + q * t[at + 3] + r * t[below] + s * t[below + 3];
        out[1] += p * t[at + 1] + q * t[at + 4] + r * t[below + 1] + s * t[below + 4];
        out[2] += p * t[at + 2] + q * t[at + 5] + r * t[below + 2] + s * t[below + 5];
    }
}
