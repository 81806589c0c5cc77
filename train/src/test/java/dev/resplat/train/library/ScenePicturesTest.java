package dev.resplat.train.library;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.mesh.Material;
import dev.resplat.train.mesh.MeshImage;
import dev.resplat.train.mesh.MeshRenderer;
import dev.resplat.train.mesh.MeshScene;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.views.ViewSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ScenePicturesTest {
    private static final int SIZE = 40;

    /** Depth is exact with a sample in the middle of pixels. */
    private static final MeshRenderer.Options OPTIONS =
            new MeshRenderer.Options(3, true, 2, 0.01, true);

    private static final SceneLibrary LIBRARY = new SceneLibrary(7, SceneLibraryTest.config());

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void picturesAreNeitherDarkNorBurntOut(Kind kind) {
        double sum = 0;
        double clipped = 0;
        int count = 0;
        for (int i = 0; i < 20; i++) {
            Plan plan = new Plan(kind, Lighting.values()[i % 5], Finish.values()[i % 4], Rig.WALK);
            LibraryScene scene = LIBRARY.scene(i, plan);
            for (Camera camera : scene.cameras(2, SIZE, SIZE)) {
                MeshImage image = scene.renderer().render(camera, OPTIONS);
                double mean = mean(image.colors());
                assertTrue(mean > 0.08 && mean < 0.85, plan + " " + i + ": " + mean);
                sum += mean;
                for (float value : image.colors()) {
                    clipped += value > 0.999f ? 1.0 / image.colors().length : 0;
                }
                count++;
            }
        }
        assertEquals(0.47, sum / count, 0.13, kind.toString());
        assertTrue(clipped / count < 0.04, kind + " clips " + clipped / count);
    }

    /** Outside, walks look at things, and lights of the sky do not burn pictures out. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"OBJECTS", "STREET", "TERRAIN"})
    void walksAreNotOfTheSkyOnly(Kind kind) {
        double sky = 0;
        double clipped = 0;
        int scenes = 40;
        for (int i = 0; i < scenes; i++) {
            Plan plan = new Plan(kind, Lighting.ENVIRONMENT, Finish.ROUGH, Rig.WALK);
            LibraryScene scene = LIBRARY.scene(i, plan);
            for (Camera camera : scene.cameras(2, SIZE, SIZE)) {
                MeshImage image = scene.renderer().render(camera, OPTIONS);
                sky += (1 - mean(image.alpha())) / scenes / 2;
                for (float value : image.colors()) {
                    clipped += value > 0.999f ? 0.5 / scenes / image.colors().length : 0;
                }
            }
        }
        assertTrue(sky < 0.25, kind + " shows sky in " + sky);
        assertTrue(clipped < 0.03, kind + " clips " + clipped);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void depthsAreInTheRangeOfTheAnnotation(Kind kind) {
        for (int i = 0; i < 8; i++) {
            LibraryScene scene =
                    LIBRARY.scene(
                            50 + i,
                            new Plan(kind, Lighting.OVERCAST, Finish.MIXED, Rig.values()[i % 3]));
            List<Camera> cameras = scene.cameras(6, SIZE, SIZE);
            SceneAnnotation annotation = scene.annotation(cameras);
            double near = Double.MAX_VALUE;
            double far = 0;
            for (Camera camera : cameras) {
                for (float depth : scene.renderer().render(camera, OPTIONS).depth()) {
                    if (depth > 0) {
                        near = Math.min(near, depth);
                        far = Math.max(far, depth);
                    }
                }
            }
            assertTrue(near >= annotation.near() - 1e-3, near + " before " + annotation.near());
            assertTrue(far <= annotation.far() + 1e-3, far + " behind " + annotation.far());
            // Hidden things count, so it may be wider, but not by orders.
            assertTrue(near < 2 * annotation.near() + 0.3, near + " and " + annotation.near());
            assertTrue(near > 0.2, "a camera is " + near + " from something");
        }
    }

    /** A room is closed: whatever one sees is triangles. */
    @Test
    void thereIsNoHoleInARoom() {
        for (int i = 0; i < 12; i++) {
            Plan plan = new Plan(Kind.ROOM, Lighting.OVERCAST, Finish.MIXED, Rig.values()[i % 3]);
            LibraryScene scene = LIBRARY.scene(i, plan);
            for (Camera camera : scene.cameras(4, SIZE, SIZE)) {
                double covered = mean(scene.renderer().render(camera, OPTIONS).alpha());
                assertTrue(covered > 0.99, "scene %d: %s".formatted(i, covered));
            }
        }
    }

    /** What is rough looks as if it were entirely so; what is smooth or metal does not. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void finishesAreSeen(Kind kind) {
        double[] change = new double[Finish.values().length];
        for (Finish finish : Finish.values()) {
            for (int i = 0; i < 4; i++) {
                LibraryScene scene =
                        LIBRARY.scene(i, new Plan(kind, Lighting.ENVIRONMENT, finish, Rig.ORBIT));
                Camera camera = scene.cameras(1, SIZE, SIZE).get(0);
                float[] colors = scene.renderer().render(camera, OPTIONS).colors();
                float[] rough =
                        new MeshRenderer(rough(scene.scene())).render(camera, OPTIONS).colors();
                for (int k = 0; k < colors.length; k++) {
                    change[finish.ordinal()] += Math.abs(colors[k] - rough[k]) / colors.length / 4;
                }
            }
        }
        double least = change[Finish.ROUGH.ordinal()];
        assertTrue(least < 0.01, kind + ": rough scenes change by " + least);
        assertTrue(change[Finish.SMOOTH.ordinal()] > 1.3 * least, kind + ": smooth");
        assertTrue(change[Finish.REFLECTIVE.ordinal()] > 1.3 * least, kind + ": reflective");
    }

    private static MeshScene rough(MeshScene scene) {
        List<Material> materials =
                scene.materials().stream()
                        .map(
                                m ->
                                        new Material(
                                                m.name(),
                                                m.baseColor(),
                                                m.baseTexture(),
                                                new Material.MetallicRoughness(
                                                        0, 1, Optional.empty()),
                                                m.normalMap(),
                                                m.emission(),
                                                m.doubleSided(),
                                                m.alphaCutoff()))
                        .toList();
        return new MeshScene(scene.mesh(), materials, scene.lights(), scene.environment());
    }

    /** Without its lights a scene is darker, and with them not equally bright everywhere. */
    @ParameterizedTest
    @EnumSource(
            value = Lighting.class,
            names = {"SUN", "LAMPS", "AREA"})
    void lightsAreSeen(Lighting lighting) {
        for (Kind kind : Kind.values()) {
            double with = 0;
            double without = 0;
            for (int i = 0; i < 4; i++) {
                LibraryScene scene =
                        LIBRARY.scene(i, new Plan(kind, lighting, Finish.ROUGH, Rig.ORBIT));
                MeshScene dark =
                        new MeshScene(
                                scene.scene().mesh(),
                                scene.scene().materials(),
                                List.of(),
                                scene.scene().environment());
                Camera camera = scene.cameras(1, SIZE, SIZE).get(0);
                with += mean(scene.renderer().render(camera, OPTIONS).colors());
                without += mean(new MeshRenderer(dark).render(camera, OPTIONS).colors());
            }
            // Through windows the sun reaches a small part of a room.
            double least = lighting == Lighting.SUN && kind == Kind.ROOM ? 1.003 : 1.1;
            assertTrue(with > least * without, kind + ": " + with / without);
        }
    }

    @Test
    void viewsAreThoseOfTheScene() {
        SyntheticViews views = new SyntheticViews(LIBRARY, 9);
        ViewSet set = views.training(3, 32, 24);
        assertEquals(9, set.cameras().size());
        assertEquals("scene-000003", set.name());
        Plan plan = LIBRARY.plan(3);
        assertEquals(
                Map.of(
                        "kind", SceneListing.word(plan.kind()),
                        "lighting", SceneListing.word(plan.lighting()),
                        "finish", SceneListing.word(plan.finish()),
                        "rig", SceneListing.word(plan.rig())),
                set.labels());
        ViewPixels pixels = set.view(4);
        assertEquals(set.cameras().get(4), pixels.camera());
        assertEquals(3 * 32 * 24, pixels.colors().length);
        assertEquals(32 * 24, pixels.depth().length);
        float[] again =
                new SyntheticViews(new SceneLibrary(7, SceneLibraryTest.config()), 9)
                        .training(3, 32, 24)
                        .view(4)
                        .colors();
        assertArrayEquals(pixels.colors(), again);
    }
}
