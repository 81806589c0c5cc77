package dev.resplat.train.library;

import dev.resplat.splat.Camera;
import dev.resplat.train.data.Draws;
import dev.resplat.train.library.SceneAnnotation.LightNote;
import dev.resplat.train.library.SceneAnnotation.MaterialNote;
import dev.resplat.train.mesh.Light;
import dev.resplat.train.mesh.MeshRenderer;
import dev.resplat.train.mesh.MeshScene;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A scene of a {@link SceneLibrary}. Safe for use by several threads. */
public final class LibraryScene {
    private static final String PREFIX = "scene-";

    private final long seed;
    private final long number;
    private final Plan plan;
    private final SceneSurfaces surfaces;
    private final CameraRig rig;
    private final MeshScene scene;
    private MeshRenderer renderer;

    LibraryScene(
            long seed,
            long number,
            Plan plan,
            SceneSurfaces surfaces,
            CameraRig rig,
            MeshScene scene) {
        this.seed = seed;
        this.number = number;
        this.plan = plan;
        this.surfaces = surfaces;
        this.rig = rig;
        this.scene = scene;
    }

    static LibraryScene build(
            LibraryConfig config, long seed, long number, Plan plan, TexturePool pool) {
        SceneSurfaces surfaces =
                new SceneSurfaces(
                        pool,
                        plan.finish(),
                        config.normalMaps(),
                        new Draws(seed, Draws.Purpose.LIBRARY_MATERIALS, number));
        Stage stage =
                new Stage(
                        surfaces,
                        plan.lighting(),
                        new Draws(seed, Draws.Purpose.LIBRARY_GEOMETRY, number));
        switch (plan.kind()) {
            case ROOM -> RoomSet.build(stage);
            case OBJECTS -> ObjectsSet.build(stage);
            case STREET -> StreetSet.build(stage);
            case TERRAIN -> TerrainSet.build(stage);
        }
        CameraRig rig =
                CameraRig.of(
                        plan.rig(), stage, new Draws(seed, Draws.Purpose.LIBRARY_CAMERAS, number));
        var mesh = stage.mesh.mesh();
        Draws draws = new Draws(seed, Draws.Purpose.LIBRARY_LIGHTS, number);
        SceneLights lights = SceneLights.of(stage, draws);
        float exposure =
                new Exposure(mesh, surfaces, lights, stage.indoor)
                        .factor(rig.cameras(4, 64, 64), draws);
        SceneLights exposed = lights.exposed(exposure);
        return new LibraryScene(
                seed,
                number,
                plan,
                surfaces,
                rig,
                new MeshScene(
                        mesh,
                        surfaces.materials(exposure),
                        exposed.lights(),
                        exposed.environment()));
    }

    /** The name of its folder, such as {@code scene-000012}. */
    public String name() {
        return name(number);
    }

    static String name(long number) {
        return String.format(Locale.ROOT, PREFIX + "%06d", number);
    }

    /** The number in a name. */
    static long number(String name) {
        return Long.parseLong(name.substring(PREFIX.length()));
    }

    /** What it was to be. */
    public Plan plan() {
        return plan;
    }

    /** Its triangles, materials and lights. */
    public MeshScene scene() {
        return scene;
    }

    /** What draws it; the same for all who ask. */
    public synchronized MeshRenderer renderer() {
        if (renderer == null) {
            renderer = new MeshRenderer(scene);
        }
        return renderer;
    }

    /**
     * Cameras of its rig: along the whole path, from its beginning to its end, or the first so many
     * of those that are independent.
     *
     * @param count 1 or more
     * @param width of their pictures in pixels
     * @param height of their pictures in pixels
     */
    public List<Camera> cameras(int count, int width, int height) {
        return rig.cameras(count, width, height);
    }

    /** What is known about the scene; depths are those that these cameras see. */
    public SceneAnnotation annotation(List<Camera> cameras) {
        DepthRange range = DepthRange.of(scene.mesh(), cameras);
        return new SceneAnnotation(
                seed,
                number,
                SceneLibrary.VERSION,
                plan.kind(),
                plan.lighting(),
                plan.finish(),
                plan.rig(),
                scene.mesh().triangleCount(),
                range.near(),
                range.far(),
                surfaces.drafts().stream().map(LibraryScene::note).toList(),
                scene.lights().stream().map(LibraryScene::note).toList());
    }

    private static MaterialNote note(SceneSurfaces.Draft draft) {
        String texture =
                draft.texture() < 0
                        ? ""
                        : TexturePool.family(draft.texture()).name().toLowerCase(Locale.ROOT);
        return new MaterialNote(draft.name(), draft.roughness(), draft.metallic(), texture);
    }

    private static LightNote note(Light light) {
        if (light instanceof Light.Directional sun) {
            return new LightNote("directional", list(sun.direction()), list(sun.irradiance()));
        }
        if (light instanceof Light.Point lamp) {
            return new LightNote("point", list(lamp.position()), list(lamp.intensity()));
        }
        Light.Area area = (Light.Area) light;
        return new LightNote("area", list(area.center()), list(area.radiance()));
    }

    private static List<Double> list(float[] values) {
        List<Double> list = new ArrayList<>(values.length);
        for (float value : values) {
            list.add((double) value);
        }
        return list;
    }
}
