package dev.resplat.train.library;

import dev.resplat.train.data.Draws;
import dev.resplat.train.mesh.Material;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the materials of a scene, as its finish asks. */
final class SceneSurfaces {
    /** How many surfaces a smooth or reflective scene has at least that are. */
    static final int SEVERAL = 3;

    /**
     * A material before the light is known.
     *
     * @param name for people
     * @param texture in the pool, or -1
     * @param tint what the texture is multiplied with, linear RGB {@code [3]}
     * @param metallic 0 or 1
     * @param roughness from 0 to 1
     * @param glow radiance, in that of the lights before exposure, {@code [3]}
     * @param doubleSided whether it is seen from both sides
     * @param bumpy whether it has a map of normals
     */
    record Draft(
            String name,
            int texture,
            float[] tint,
            float metallic,
            float roughness,
            float[] glow,
            boolean doubleSided,
            boolean bumpy) {}

    private static final float[] DARK = new float[3];

    private final TexturePool pool;
    private final Finish finish;
    private final double normalMaps;
    private final Draws draws;
    private final List<Draft> drafts = new ArrayList<>();
    private int shiny;

    SceneSurfaces(TexturePool pool, Finish finish, double normalMaps, Draws draws) {
        this.pool = pool;
        this.finish = finish;
        this.normalMaps = normalMaps;
        this.draws = draws;
    }

    // ---- Making -----------------------------------------------------------------------------

    /** A surface with a texture of a family and its usual size, nearly in its own colours. */
    Surface make(String name, Family family, Sheen sheen) {
        return make(name, family, nearlyWhite(), sheen);
    }

    /** The same, its colours multiplied by a tint. */
    Surface make(String name, Family family, float[] tint, Sheen sheen) {
        return add(name, family, tint, sheen, false);
    }

    /** The same, seen from both sides, such as curtains and leaves. */
    Surface thin(String name, Family family, float[] tint) {
        return add(name, family, tint, Sheen.MATTE, true);
    }

    private Surface add(String name, Family family, float[] tint, Sheen sheen, boolean thin) {
        float metallic = 0;
        float roughness = roughness(sheen);
        boolean metal = false;
        if (finish == Finish.REFLECTIVE && sheen == Sheen.ANY) {
            metal = shiny < SEVERAL || draws.chance(0.5);
        } else if (finish == Finish.MIXED && sheen == Sheen.ANY) {
            metal = draws.chance(0.1);
        } else if (finish == Finish.SMOOTH && sheen == Sheen.ANY) {
            metal = draws.chance(0.1) && shiny >= SEVERAL;
        }
        if (metal) {
            metallic = 1;
            roughness =
                    finish == Finish.REFLECTIVE
                            ? draws.range(0.08f, 0.3f)
                            : draws.range(0.2f, 0.6f);
        }
        if (roughness <= 0.3f && (finish != Finish.REFLECTIVE || metal)) {
            shiny++;
        }
        float[] color = metal ? metallic(tint) : tint;
        int texture = TexturePool.draw(family, draws);
        boolean bumpy = draws.chance(normalMaps);
        drafts.add(new Draft(name, texture, color, metallic, roughness, DARK, thin, bumpy));
        return new Surface(drafts.size() - 1, family.metres * draws.logRange(0.75f, 1.33f));
    }

    private float roughness(Sheen sheen) {
        boolean matte = sheen == Sheen.MATTE;
        return switch (finish) {
            case ROUGH -> draws.range(0.6f, 1);
            case MIXED -> matte ? draws.range(0.6f, 1) : draws.range(0.2f, 0.9f);
            case SMOOTH ->
                    matte
                            ? draws.range(0.5f, 1)
                            : shiny < SEVERAL || draws.chance(0.65)
                                    ? draws.range(0.06f, 0.3f)
                                    : draws.range(0.3f, 0.8f);
            case REFLECTIVE -> matte ? draws.range(0.5f, 1) : draws.range(0.1f, 0.5f);
        };
    }

    /** Metals are bright, and their colours between grey and gold. */
    private float[] metallic(float[] tint) {
        float warm = draws.range(0, 0.4f);
        float light = draws.range(0.6f, 1);
        float own = 0.3f;
        return new float[] {
            light * (1 - own) + own * tint[0],
            light * (1 - 0.4f * warm) * (1 - own) + own * tint[1],
            light * (1 - warm) * (1 - own) + own * tint[2]
        };
    }

    /** A picture, shown once. */
    Surface picture(String name, Sheen sheen) {
        return make(name, Family.PICTURE, new float[] {1, 1, 1}, sheen);
    }

    /** A bright picture of what is outside. */
    Surface view(float brightness) {
        float[] tint = {brightness, brightness, brightness};
        drafts.add(
                new Draft(
                        "view",
                        TexturePool.draw(draws.chance(0.8) ? Family.VIEW : Family.PICTURE, draws),
                        tint,
                        0,
                        1,
                        DARK,
                        false,
                        false));
        return new Surface(drafts.size() - 1, 1);
    }

    /** Something that shines. */
    Surface glowing(String name, float[] radiance) {
        drafts.add(
                new Draft(
                        name, -1, new float[] {0.8f, 0.8f, 0.8f}, 0, 0.9f, radiance, false, false));
        return new Surface(drafts.size() - 1, 1);
    }

    // ---- Colours ----------------------------------------------------------------------------

    /** A tint, linear RGB, of a hue in turns, a saturation and a value as they are seen. */
    static float[] tint(float hue, float saturation, float value) {
        float[] color = Paint.hsv(hue, saturation, value);
        for (int c = 0; c < 3; c++) {
            color[c] *= color[c];
        }
        return color;
    }

    /** Any colour; bright and pale ones are more frequent. */
    float[] anyTint() {
        float vivid = draws.uniform();
        return tint(draws.uniform(), 0.6f * vivid * vivid, draws.range(0.35f, 1));
    }

    /** The colour of walls: mostly light and pale. */
    float[] wallTint() {
        float hue = draws.chance(0.6) ? draws.normal(0.1f, 0.03f) : draws.uniform();
        float value = draws.chance(0.75) ? draws.range(0.85f, 1) : draws.range(0.5f, 0.85f);
        return tint(hue, draws.range(0, draws.chance(0.2) ? 0.4f : 0.16f), value);
    }

    private float[] nearlyWhite() {
        float light = draws.range(0.75f, 1.1f);
        return new float[] {
            light * draws.range(0.93f, 1.07f), light, light * draws.range(0.93f, 1.07f)
        };
    }

    /** How smooth all are to be. */
    Finish finish() {
        return finish;
    }

    // ---- What was made ----------------------------------------------------------------------

    List<Draft> drafts() {
        return drafts;
    }

    /** The mean colour of a material, linear RGB: how much light it sends back. */
    float[] albedo(int material) {
        Draft draft = drafts.get(material);
        float[] mean = draft.texture < 0 ? new float[] {1, 1, 1} : pool.get(draft.texture).mean();
        return new float[] {
            draft.tint[0] * mean[0], draft.tint[1] * mean[1], draft.tint[2] * mean[2]
        };
    }

    /**
     * The materials.
     *
     * @param exposure what radiances are multiplied with
     */
    List<Material> materials(float exposure) {
        List<Material> result = new ArrayList<>(drafts.size());
        for (Draft d : drafts) {
            Optional<TexturePool.Entry> texture =
                    d.texture < 0 ? Optional.empty() : Optional.of(pool.get(d.texture));
            float[] glow = {exposure * d.glow[0], exposure * d.glow[1], exposure * d.glow[2]};
            result.add(
                    new Material(
                            d.name,
                            d.tint,
                            texture.map(TexturePool.Entry::colors),
                            new Material.MetallicRoughness(
                                    d.metallic, d.roughness, Optional.empty()),
                            d.bumpy
                                    ? texture.flatMap(TexturePool.Entry::normals)
                                    : Optional.empty(),
                            glow,
                            d.doubleSided,
                            0));
        }
        return result;
    }
}
