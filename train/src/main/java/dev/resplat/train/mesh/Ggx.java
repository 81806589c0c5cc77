package dev.resplat.train.mesh;

/**
 * The microfacet model of GGX (Walter et al. 2007, "Microfacet models for refraction through rough
 * surfaces"; Heitz 2014, "Understanding the masking-shadowing function"). Its alpha is the square
 * of the roughness that people set.
 */
final class Ggx {
    /** Below, highlights of lights without extent are too small for pixels and for floats. */
    static final float LEAST_ALPHA = 2e-3f;

    private static final int TABLE = 32;
    private static final int DRAWS = 128;

    private Ggx() {}

    /** {@code D = alpha^2 / (pi ((N.H)^2 (alpha^2 - 1) + 1)^2)}, of the square of N.H. */
    static float distribution(float squaredCosine, float alpha) {
        float squared = alpha * alpha;
        float part = squaredCosine * (squared - 1) + 1;
        return squared / ((float) Math.PI * part * part);
    }

    /**
     * The height-correlated term of Smith with the denominator of the model, {@code G / (4 N.L
     * N.V)}.
     */
    static float visibility(float light, float view, float alpha) {
        float squared = alpha * alpha;
        float toView = light * (float) Math.sqrt(view * view * (1 - squared) + squared);
        float toLight = view * (float) Math.sqrt(light * light * (1 - squared) + squared);
        return 0.5f / (toView + toLight);
    }

    /** {@code (1 - x)^5}, of Schlick's Fresnel term (Schlick 1994). */
    static float fresnel(float cosine) {
        float x = 1 - cosine;
        float squared = x * x;
        return squared * squared * x;
    }

    /**
     * How much a white environment is reflected: {@code F0 scale + bias}, as a table over N.V and
     * roughness (Karis 2013); to 0.02.
     */
    private static final class Reflected {
        static final float[] SCALE = new float[TABLE * TABLE];
        static final float[] BIAS = new float[TABLE * TABLE];

        static {
            for (int i = 0; i < TABLE * TABLE; i++) {
                float view = (i % TABLE + 0.5f) / TABLE;
                float roughness = (i / TABLE + 0.5f) / TABLE;
                integrate(i, view, Math.max(LEAST_ALPHA, roughness * roughness));
            }
        }

        private static void integrate(int entry, float view, float alpha) {
            double sine = Math.sqrt(1 - view * view);
            double scale = 0;
            double bias = 0;
            for (int draw = 0; draw < DRAWS; draw++) {
                // Normals of microfacets, as the distribution has them but more of those that are
                // steep: each of these counts much.
                double rest = (draw + 0.5) / DRAWS;
                double u = 1 - rest * rest;
                double azimuth = 2 * Math.PI * Integer.reverse(draw) / 4294967296.0;
                double cosine = Math.sqrt((1 - u) / (1 + (alpha * alpha - 1.0) * u));
                double x = Math.sqrt(1 - cosine * cosine) * StrictMath.cos(azimuth);
                double half = sine * x + view * cosine;
                double light = 2 * half * cosine - view;
                if (light > 0 && half > 0) {
                    double weight =
                            2
                                    * rest
                                    * (4 * light * half / cosine)
                                    * visibility((float) light, view, alpha);
                    double schlick = fresnel((float) half);
                    scale += (1 - schlick) * weight;
                    bias += schlick * weight;
                }
            }
            SCALE[entry] = (float) (scale / DRAWS);
            BIAS[entry] = (float) (bias / DRAWS);
        }
    }

    private static float lookup(float[] table, float view, float roughness) {
        float x = Math.min(Math.max(view * TABLE - 0.5f, 0), TABLE - 1.001f);
        float y = Math.min(Math.max(roughness * TABLE - 0.5f, 0), TABLE - 1.001f);
        int left = (int) x;
        int top = (int) y;
        int at = top * TABLE + left;
        float upper = table[at] + (x - left) * (table[at + 1] - table[at]);
        float lower = table[at + TABLE] + (x - left) * (table[at + TABLE + 1] - table[at + TABLE]);
        return upper + (y - top) * (lower - upper);
    }

    /** What F0 is multiplied by for a white environment. */
    static float scale(float view, float roughness) {
        return lookup(Reflected.SCALE, view, roughness);
    }

    /** What is added to that. */
    static float bias(float view, float roughness) {
        return lookup(Reflected.BIAS, view, roughness);
    }
}
