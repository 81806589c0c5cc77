package dev.resplat.train.library;

import dev.resplat.train.data.Draws;
import dev.resplat.train.mesh.Environment;
import dev.resplat.train.mesh.Light;
import java.util.ArrayList;
import java.util.List;

/**
 * The lights of a scene, before exposure.
 *
 * @param lights that throw shadows
 * @param environment the rest
 */
record SceneLights(List<Light> lights, Environment environment) {
    private static final int MOST_LAMPS = 4;
    private static final int MOST_OPENINGS = 2;

    /** Lights of the type that the stage asks for, where it has places for them. */
    static SceneLights of(Stage stage, Draws draws) {
        List<Light> lights = new ArrayList<>();
        Environment environment =
                stage.indoor ? indoors(stage, lights, draws) : outdoors(stage, lights, draws);
        return new SceneLights(lights, environment);
    }

    /** The same, with all radiances multiplied. */
    SceneLights exposed(float factor) {
        List<Light> result = new ArrayList<>(lights.size());
        for (Light light : lights) {
            if (light instanceof Light.Directional sun) {
                result.add(new Light.Directional(sun.direction(), times(factor, sun.irradiance())));
            } else if (light instanceof Light.Point lamp) {
                result.add(new Light.Point(lamp.position(), times(factor, lamp.intensity())));
            } else if (light instanceof Light.Area area) {
                result.add(
                        new Light.Area(
                                area.center(),
                                area.halfU(),
                                area.halfV(),
                                times(factor, area.radiance())));
            }
        }
        return new SceneLights(result, Sky.scaled(environment, factor));
    }

    private static float[] times(float factor, float[] color) {
        return new float[] {factor * color[0], factor * color[1], factor * color[2]};
    }

    /** White, warmer (to 1) or colder (to -1). */
    private static float[] white(float warm, float light) {
        return new float[] {light * (1 + 0.18f * warm), light, light * (1 - 0.35f * warm)};
    }

    // ---- Rooms ------------------------------------------------------------------------------

    private static Environment indoors(Stage s, List<Light> lights, Draws draws) {
        float warm = draws.range(-0.2f, 0.6f);
        float[] from = s.sunFrom;
        switch (s.lighting) {
            case SUN -> {
                lights.add(sun(from, draws.normal(0, 0.4f), draws.range(0.35f, 0.8f), 7, draws));
                return Sky.outside(white(0.1f, 0.55f), from, draws.range(0.1f, 0.4f), draws);
            }
            case OVERCAST -> {
                return Sky.sided(
                        white(draws.range(-0.2f, 0.2f), 0.7f), from, draws.range(0.4f, 0.75f));
            }
            case LAMPS -> {
                int count = Math.min(s.lamps.size(), MOST_LAMPS);
                for (int i = 0; i < count; i++) {
                    // The last are those of the ceiling, which matter most.
                    float[] place = s.lamps.get(s.lamps.size() - 1 - i);
                    float power = (place[2] > 1.6f ? 2 : 0.35f) * draws.range(0.6f, 1.4f);
                    lights.add(new Light.Point(place, white(0.3f + warm, power)));
                }
                return Sky.sided(white(0.2f + warm, 0.12f), from, 0);
            }
            case AREA -> {
                areas(s, lights, draws, draws.range(1.5f, 4));
                return Sky.sided(white(0.1f, 0.22f), from, 0.2f);
            }
            default -> {
                return Sky.varied(draws.range(0.3f, 0.7f), -0.2f, 0.6f, draws);
            }
        }
    }

    private static void areas(Stage s, List<Light> lights, Draws draws, float radiance) {
        int count = Math.min(s.openings.size(), MOST_OPENINGS);
        for (int i = 0; i < count; i++) {
            Stage.Opening o = s.openings.get(s.openings.size() - 1 - i);
            // Small ones shine brighter.
            float area = 4 * length(o.halfU()) * length(o.halfV());
            float light = radiance * (float) Math.sqrt(2 / Math.max(area, 0.2f));
            lights.add(
                    new Light.Area(
                            o.center(),
                            o.halfU(),
                            o.halfV(),
                            white(draws.range(-0.2f, 0.4f), light)));
        }
    }

    private static float length(float[] v) {
        return (float) Math.sqrt(Solids.dot(v, v));
    }

    /**
     * The sun.
     *
     * @param from the side it comes from {@code [2]}, or null for any
     * @param aside by how much it comes from aside of that, radians
     * @param elevation radians
     */
    private static Light sun(
            float[] from, float aside, float elevation, float irradiance, Draws draws) {
        double angle =
                from == null
                        ? draws.range(0, 6.2831853f)
                        : StrictMath.atan2(from[1], from[0]) + aside;
        float level = (float) StrictMath.cos(elevation);
        float warm = 1.2f - elevation;
        return new Light.Directional(
                new float[] {
                    -level * (float) StrictMath.cos(angle),
                    -level * (float) StrictMath.sin(angle),
                    -(float) StrictMath.sin(elevation)
                },
                white(Math.max(warm, 0), irradiance));
    }

    // ---- Outside ----------------------------------------------------------------------------

    private static Environment outdoors(Stage s, List<Light> lights, Draws draws) {
        switch (s.lighting) {
            case SUN -> {
                lights.add(
                        sun(
                                s.sunFrom,
                                draws.normal(0, 0.8f),
                                draws.range(0.4f, 1.2f),
                                2.4f,
                                draws));
                float haze = draws.range(0.2f, 1);
                float[] zenith = {0.16f + 0.2f * haze, 0.3f + 0.2f * haze, 0.6f + 0.1f * haze};
                float[] horizon = {0.55f + 0.2f * haze, 0.65f + 0.15f * haze, 0.8f};
                return Sky.sky(
                        zenith,
                        horizon,
                        new float[] {0.22f, 0.2f, 0.17f},
                        draws.range(0, 1),
                        draws);
            }
            case OVERCAST -> {
                float[] top = white(draws.range(-0.25f, 0.1f), 1.1f);
                return Sky.sky(
                        top, white(-0.1f, 0.75f), new float[] {0.16f, 0.15f, 0.14f}, 0.5f, draws);
            }
            case LAMPS -> {
                int count = 0;
                for (float[] lamp : s.lamps) {
                    if (count++ < MOST_LAMPS) {
                        float power = 0.3f * s.radius * s.radius * draws.range(0.7f, 1.6f);
                        lights.add(new Light.Point(lamp, white(draws.range(0, 1.2f), power)));
                    }
                }
                return Sky.sky(
                        white(-0.7f, 0.08f), white(-0.4f, 0.16f), white(0, 0.05f), 0.2f, draws);
            }
            case AREA -> {
                softBoxes(s, lights, draws);
                return Sky.sky(white(0, 0.16f), white(0, 0.2f), white(0, 0.1f), 0, draws);
            }
            default -> {
                // Wide lights near the horizon would burn out large parts of pictures.
                return Sky.varied(draws.range(0.25f, 0.6f), 0.3f, 0.35f, draws);
            }
        }
    }

    /** Shining rectangles above and aside, as photographers use them. */
    private static void softBoxes(Stage s, List<Light> lights, Draws draws) {
        int count = 1 + draws.below(2);
        float r = s.radius;
        for (int i = 0; i < count; i++) {
            double angle = draws.range(0, 6.2831853f);
            float up = draws.range(0.8f, 1.8f) * r + 0.5f;
            float out = draws.range(0.3f, 1.4f) * r;
            float[] center = {
                s.focus[0] + out * (float) StrictMath.cos(angle),
                s.focus[1] + out * (float) StrictMath.sin(angle),
                s.focus[2] + up
            };
            float[] to = Solids.unit(Solids.minus(s.focus, center));
            float[] u = Solids.unit(Solids.cross(to, new float[] {0.1f, 0.05f, 1}));
            // u x v is towards the focus.
            float[] v = Solids.cross(to, u);
            float half = draws.range(0.5f, 0.9f) * r;
            float radiance = 2.2f * r * r / (half * half);
            lights.add(
                    new Light.Area(
                            center,
                            times(half, u),
                            times(half, v),
                            white(draws.range(-0.3f, 0.6f), radiance * draws.range(0.4f, 1))));
        }
    }
}
