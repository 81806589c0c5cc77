package dev.resplat.train.mesh;

/**
 * A piece of a surface while light falls on it: what it reflects towards the camera is added up.
 * One object serves many pieces, one after the other, in one thread.
 */
final class Surface {
    private static final float DIELECTRIC = 0.04f;
    private static final float INVERSE_PI = (float) (1 / Math.PI);

    /** The normal that shades, and the direction to the camera: unit vectors in the world. */
    float nx;

    float ny;
    float nz;
    float vx;
    float vy;
    float vz;

    /** Radiance towards the camera, linear RGB. */
    final float[] radiance = new float[3];

    private final float[] diffuse = new float[3];

    /** Reflectance at normal incidence; of Phong the colour of the highlight. */
    private final float[] specular = new float[3];

    private boolean phong;
    private float shininess;
    private float roughness;
    private float alpha;
    private float view;

    /**
     * Sets what the surface is made of.
     *
     * @param base linear RGB
     * @param metallic from 0 to 1
     * @param rough from 0 to 1
     */
    void metallicRoughness(float[] base, float metallic, float rough) {
        phong = false;
        for (int c = 0; c < 3; c++) {
            diffuse[c] = base[c] * (1 - metallic);
            specular[c] = DIELECTRIC + metallic * (base[c] - DIELECTRIC);
        }
        roughness = rough;
        alpha = Math.max(Ggx.LEAST_ALPHA, rough * rough);
    }

    /** The same of a material that shades as Phong. */
    void phong(float[] base, Material.Phong reflection) {
        phong = true;
        System.arraycopy(base, 0, diffuse, 0, 3);
        System.arraycopy(reflection.specular(), 0, specular, 0, 3);
        shininess = reflection.shininess();
        // The lobe of GGX that is about as wide (Walter et al. 2007, section 4).
        alpha = (float) Math.sqrt(2 / (shininess + 2));
        roughness = (float) Math.sqrt(alpha);
    }

    /** Begins to add up, at what the surface emits, when normals and material are set. */
    void begin(float[] emission) {
        System.arraycopy(emission, 0, radiance, 0, 3);
        // Normals that are interpolated or bent may point away from who sees the surface.
        view = Math.max(1e-3f, nx * vx + ny * vy + nz * vz);
    }

    /**
     * Adds light from a direction.
     *
     * @param x of the unit vector to the light; y and z too
     * @param irradiance of a surface that faces it, linear RGB
     * @param scale multiplies that
     * @param solidAngle of the light; highlights are blurred by as much
     */
    void add(float x, float y, float z, float[] irradiance, float scale, float solidAngle) {
        float light = nx * x + ny * y + nz * z;
        if (!(light > 0)) {
            return;
        }
        float hx = x + vx;
        float hy = y + vy;
        float hz = z + vz;
        float squared = hx * hx + hy * hy + hz * hz;
        float cosine = nx * hx + ny * hy + nz * hz;
        // Of N.H; of V.H it is half the length of L + V.
        float squaredCosine =
                squared > 0 && cosine > 0 ? Math.min(1, cosine * cosine / squared) : 0;
        float facing = light * scale;
        if (phong) {
            float lobe =
                    (shininess + 8)
                            * (INVERSE_PI / 8)
                            * (float) StrictMath.pow(squaredCosine, 0.5f * shininess);
            for (int c = 0; c < 3; c++) {
                radiance[c] +=
                        facing * irradiance[c] * (diffuse[c] * INVERSE_PI + specular[c] * lobe);
            }
            return;
        }
        float wide =
                solidAngle > 0
                        ? Math.min(
                                1,
                                (float) Math.sqrt(alpha * alpha + 0.25f * INVERSE_PI * solidAngle))
                        : alpha;
        float lobe = Ggx.distribution(squaredCosine, wide) * Ggx.visibility(light, view, alpha);
        float schlick = Ggx.fresnel(Math.min(1, 0.5f * (float) Math.sqrt(squared)));
        for (int c = 0; c < 3; c++) {
            float fresnel = specular[c] + (1 - specular[c]) * schlick;
            radiance[c] +=
                    facing
                            * irradiance[c]
                            * ((1 - fresnel) * diffuse[c] * INVERSE_PI + fresnel * lobe);
        }
    }

    /**
     * Adds what comes from all around.
     *
     * @param open how much of it is not hidden, from 0 to 1
     * @param basis room for 9 numbers, {@code color} for 3
     */
    void add(EnvironmentLight environment, float open, float[] basis, float[] color) {
        float scale = phong ? 1 : Ggx.scale(view, roughness);
        float bias = phong ? 0 : Ggx.bias(view, roughness);
        environment.diffuse(nx, ny, nz, basis, color);
        for (int c = 0; c < 3; c++) {
            float reflected = phong ? 0 : specular[c] * scale + bias;
            radiance[c] += open * (1 - reflected) * diffuse[c] * color[c];
        }
        float along = 2 * (nx * vx + ny * vy + nz * vz);
        environment.specular(along * nx - vx, along * ny - vy, along * nz - vz, roughness, color);
        for (int c = 0; c < 3; c++) {
            radiance[c] += open * (specular[c] * scale + bias) * color[c];
        }
    }
}
