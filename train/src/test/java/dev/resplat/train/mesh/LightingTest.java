package dev.resplat.train.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.data.Draws;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Radiances of a plane under lamps, against the formulas of reflection in double. */
class LightingTest {
    private static final double[] ORIGIN = new double[3];
    private static final float[] BASE = {0.7f, 0.4f, 0.1f};

    private static MeshScene floor(Material material, Light... lights) {
        return new MeshFixture()
                .quad(ORIGIN, new double[] {5, 0, 0}, new double[] {0, 5, 0}, 0)
                .scene(List.of(material), lights);
    }

    /** Radiance per irradiance of a surface that faces the light, without the cosine. */
    private interface Reflectance {
        double of(double[] view, double[] light, int channel);
    }

    private static double lambert(int channel) {
        return BASE[channel] / Math.PI;
    }

    /** Appendix B of glTF 2.0. */
    private static Reflectance metallicRoughness(double metallic, double roughness) {
        return (view, light, c) -> {
            double[] half = MeshFixture.unit(MeshFixture.plus(view, 1, light, 0, light));
            double squared = Math.pow(roughness, 4);
            double cosine = half[2];
            double part = cosine * cosine * (squared - 1) + 1;
            double distribution = squared / (Math.PI * part * part);
            double toLight = Math.sqrt(squared + (1 - squared) * light[2] * light[2]);
            double toView = Math.sqrt(squared + (1 - squared) * view[2] * view[2]);
            double visibility = 0.5 / (light[2] * toView + view[2] * toLight);
            double normal = 0.04 * (1 - metallic) + BASE[c] * metallic;
            double schlick = Math.pow(1 - MeshFixture.dot(view, half), 5);
            double fresnel = normal + (1 - normal) * schlick;
            return (1 - fresnel) * (1 - metallic) * lambert(c)
                    + fresnel * distribution * visibility;
        };
    }

    private static Reflectance phong(float[] specular, double shininess) {
        return (view, light, c) -> {
            double[] half = MeshFixture.unit(MeshFixture.plus(view, 1, light, 0, light));
            double lobe = (shininess + 8) / (8 * Math.PI) * Math.pow(half[2], shininess);
            return lambert(c) + specular[c] * lobe;
        };
    }

    /** What reflects, and its formula. */
    private record Case(String name, Material.Reflection reflection, Reflectance formula) {
        static Case metal(float metallic, float roughness) {
            return new Case(
                    "metallic %s, roughness %s".formatted(metallic, roughness),
                    new Material.MetallicRoughness(metallic, roughness, Optional.empty()),
                    metallicRoughness(metallic, roughness));
        }

        static Case phong(float shininess, float... specular) {
            return new Case(
                    "Phong " + shininess,
                    new Material.Phong(specular, shininess),
                    LightingTest.phong(specular, shininess));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(
                Case.phong(1, 0, 0, 0),
                Case.phong(1, 0.3f, 0.2f, 0.1f),
                Case.phong(40, 0.1f, 0.5f, 0.9f),
                Case.metal(0, 1),
                Case.metal(0, 0.4f),
                Case.metal(1, 0.3f),
                Case.metal(1, 0.8f),
                Case.metal(0.6f, 0.5f));
    }

    private static double[] above(Draws draws) {
        double[] d = MeshFixture.direction(draws);
        return MeshFixture.unit(new double[] {d[0], d[1], 0.05 + Math.abs(d[2])});
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theSunAndSmallLampsShineAsTheFormulasSay(Case test) {
        Draws draws = new Draws(1, Draws.Purpose.NOISE, 20);
        int compared = 0;
        for (int i = 0; i < 60; i++) {
            double[] view = above(draws);
            // Half of the lights where highlights are.
            double[] mirrored = {-view[0], -view[1], view[2]};
            double[] light = above(draws);
            if (i % 2 == 0) {
                light = MeshFixture.unit(MeshFixture.plus(mirrored, 1, mirrored, 0.3, light));
            }
            double far = draws.range(0.5f, 3);
            double[] place = MeshFixture.plus(ORIGIN, far, light, 0, light);
            Light sun =
                    new Light.Directional(
                            MeshFixture.floats(-light[0], -light[1], -light[2]),
                            new float[] {0.5f, 1, 2});
            float square = (float) (far * far);
            Light lamp =
                    new Light.Point(
                            MeshFixture.floats(place),
                            new float[] {0.5f * square, square, 2 * square});
            Material material = MeshFixture.material(BASE, test.reflection(), false);
            double[] eye = MeshFixture.plus(ORIGIN, 2, view, 0, view);
            for (Light each : List.of(sun, lamp)) {
                double[] seen =
                        MeshFixture.seen(floor(material, each), eye, ORIGIN, MeshFixture.SINGLE);
                for (int c = 0; c < 3; c++) {
                    double expected = 0.5 * (1 << c) * light[2] * test.formula().of(view, light, c);
                    if (expected < 0.98) {
                        assertEquals(expected, seen[c], 1e-3 * expected + 3e-5, "light " + i);
                        compared++;
                    }
                }
            }
        }
        assertTrue(compared > 150, "compared " + compared);
    }

    @ParameterizedTest
    @CsvSource({"16, 0.002, 3e-5", "4, 0.02, 1e-3"})
    void areaLightsAreAsBrightAsTheirIntegral(int samples, double relative, double absolute) {
        MeshRenderer.Options options = new MeshRenderer.Options(1, true, samples, 1e-3, false);
        for (Case test : cases()) {
            // Highlights are blurred instead of sampled, which is no integral.
            boolean sharp = test.name().equals("Phong 40.0") || test.name().endsWith("0.3");
            Draws draws = new Draws(2, Draws.Purpose.NOISE, 21);
            for (int i = 0; i < 6; i++) {
                double[] view = above(draws);
                double[] center = {draws.range(-1, 1), draws.range(-1, 1), draws.range(1.2f, 3)};
                double[] u = MeshFixture.direction(draws);
                double[] v = MeshFixture.unit(MeshFixture.cross(u, MeshFixture.direction(draws)));
                double width = draws.range(0.2f, 0.7f);
                double height = draws.range(0.2f, 0.7f);
                u = MeshFixture.plus(ORIGIN, width, u, 0, u);
                v = MeshFixture.plus(ORIGIN, height, v, 0, v);
                if (MeshFixture.dot(MeshFixture.cross(u, v), center) > 0) {
                    v = MeshFixture.plus(ORIGIN, -1, v, 0, v);
                }
                Light lamp =
                        new Light.Area(
                                MeshFixture.floats(center),
                                MeshFixture.floats(u),
                                MeshFixture.floats(v),
                                new float[] {0.5f, 1, 2});
                Material material = MeshFixture.material(BASE, test.reflection(), false);
                double[] eye = MeshFixture.plus(ORIGIN, 2, view, 0, view);
                double[] seen = MeshFixture.seen(floor(material, lamp), eye, ORIGIN, options);
                for (int c = 0; c < 3; c++) {
                    double expected =
                            0.5 * (1 << c) * integral(center, u, v, view, test.formula(), c);
                    if (expected < 0.98) {
                        double allowed = (sharp ? 0.15 : relative) * expected + absolute;
                        assertEquals(expected, seen[c], allowed, test + " " + i);
                    }
                }
            }
        }
    }

    /** Over the lamp, cell by cell: {@code f cos_surface cos_lamp / d^2}. */
    private static double integral(
            double[] center, double[] u, double[] v, double[] view, Reflectance f, int channel) {
        int cells = 100;
        double[] area = MeshFixture.cross(u, v);
        double sum = 0;
        for (int i = 0; i < cells * cells; i++) {
            double s = (2 * (i % cells) + 1.0) / cells - 1;
            double t = (2 * (i / cells) + 1.0) / cells - 1;
            double[] to = MeshFixture.plus(center, s, u, t, v);
            double squared = MeshFixture.dot(to, to);
            double[] light = MeshFixture.unit(to);
            if (light[2] > 0) {
                // The cross product is a quarter of the lamp.
                double facing = -4 * MeshFixture.dot(area, light) / (cells * cells);
                sum += f.of(view, light, channel) * light[2] * facing / squared;
            }
        }
        return sum;
    }

    @Test
    void areaLightsShineToOneSide() {
        double[] eye = {0.5, 0, 2};
        for (int side = -1; side <= 1; side += 2) {
            Light lamp =
                    new Light.Area(
                            new float[] {0, 0, 1},
                            new float[] {0.3f, 0, 0},
                            new float[] {0, -0.3f * side, 0},
                            new float[] {1, 1, 1});
            double[] seen =
                    MeshFixture.seen(
                            floor(MeshFixture.lambert(1, 1, 1), lamp),
                            eye,
                            ORIGIN,
                            MeshFixture.SINGLE);
            // About the area over pi; u x v is along -z for side 1.
            assertEquals(side > 0 ? 0.36 / Math.PI : 0, seen[1], 0.02);
        }
    }

    @Test
    void lightsAddUpToWhatTheSurfaceEmits() {
        Material glowing =
                new Material(
                        "lamp",
                        new float[] {0.5f, 0.5f, 0.5f},
                        Optional.empty(),
                        new Material.Phong(new float[3], 1),
                        Optional.empty(),
                        new float[] {0.1f, 0.2f, 0.3f},
                        false,
                        0);
        Light one = new Light.Directional(new float[] {0, 0, -1}, new float[] {1, 0, 0});
        Light two = new Light.Point(new float[] {0, 0, 2}, new float[] {0, 4, 0});
        Light behind = new Light.Directional(new float[] {0, 0, 1}, new float[] {9, 9, 9});
        double[] seen =
                MeshFixture.seen(
                        floor(glowing, one, two, behind),
                        new double[] {1, 0, 2},
                        ORIGIN,
                        MeshFixture.SINGLE);
        assertEquals(0.1 + 0.5 / Math.PI, seen[0], 1e-4);
        assertEquals(0.2 + 0.5 / Math.PI, seen[1], 1e-4);
        assertEquals(0.3, seen[2], 1e-4);
    }

    @Test
    void backsAreLitFromTheirSideOnly() {
        Material both = MeshFixture.material(BASE, new Material.Phong(new float[3], 1), true);
        for (int side = -1; side <= 1; side += 2) {
            Light sun = new Light.Directional(new float[] {0, 0, -side}, new float[] {1, 1, 1});
            for (int view = -1; view <= 1; view += 2) {
                double[] eye = {1, 0, 2 * view};
                double[] seen = MeshFixture.seen(floor(both, sun), eye, ORIGIN, MeshFixture.SINGLE);
                assertEquals(side == view ? lambert(0) : 0, seen[0], 1e-4);
            }
        }
    }
}
