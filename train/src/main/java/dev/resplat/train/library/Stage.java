package dev.resplat.train.library;

import dev.resplat.train.data.Draws;
import java.util.ArrayList;
import java.util.List;

/** What a scene consists of while it is built. */
final class Stage {
    /** A rectangle that light can come from, as {@code Light.Area} has it. */
    record Opening(float[] center, float[] halfU, float[] halfV) {}

    final MeshBuilder mesh = new MeshBuilder();
    final Space space = new Space();
    final SceneSurfaces surfaces;
    final Draws draws;
    final Lighting lighting;

    /** Places for lamps. */
    final List<float[]> lamps = new ArrayList<>();

    /** Places for windows and panels that shine into the scene. */
    final List<Opening> openings = new ArrayList<>();

    /** What lamps and panels are made of, so that their light can be seen. */
    final List<Surface> glowing = new ArrayList<>();

    /** What is looked at: the middle, and how far it reaches. */
    float[] focus = {0, 0, 1};

    float radius = 2;

    /** Eyes are so high above the ground. */
    float lowest = 1.2f;

    float highest = 1.8f;

    /** Whether walls keep the sun out, except where there are openings. */
    boolean indoor;

    /** Where the sun should come from so that it enters: {@code [2]}, or null for anywhere. */
    float[] sunFrom;

    Stage(SceneSurfaces surfaces, Lighting lighting, Draws draws) {
        this.surfaces = surfaces;
        this.lighting = lighting;
        this.draws = draws;
    }

    /** From now on what is added is one thing, until {@link #end}. */
    int begin() {
        return mesh.mark();
    }

    /** What was added since is in the way of cameras. */
    void end(int mark) {
        if (mesh.mark() > mark) {
            space.add(mesh.bounds(mark));
        }
    }

    /** One of some surfaces. */
    Surface one(Surface... of) {
        return of[draws.below(of.length)];
    }

    /** Triangles to come are of this surface, its texture at a place of its own. */
    void use(Surface surface) {
        mesh.use(surface);
        mesh.shift(draws.uniform(), draws.uniform());
    }

    /** The same surface, its texture where it was: for parts that meet. */
    void useAligned(Surface surface) {
        mesh.use(surface);
        mesh.shift(0, 0);
    }
}
