package dev.resplat.train.mesh.io;

import de.javagl.jgltf.impl.v2.GlTF;
import de.javagl.jgltf.impl.v2.MeshPrimitive;
import de.javagl.jgltf.impl.v2.Node;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.mesh.Light;
import dev.resplat.train.mesh.Mesh;
import dev.resplat.train.mesh.MeshScene;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Scenes of glTF 2.0 files: the default scene, with all its nodes where they are. The JSON is bound
 * by JglTF's classes; bytes are read here.
 */
final class GltfFormat {
    private static final Set<String> USED =
            Set.of(
                    "KHR_lights_punctual",
                    "KHR_materials_emissive_strength",
                    "KHR_mesh_quantization",
                    "KHR_texture_transform",
                    "EXT_texture_webp");

    /** A node, and where the one above it is. */
    private record Placed(int node, Transform above) {}

    private final GlTF root;
    private final Notes notes;
    private final GltfBuffers buffers;
    private final GltfMaterials materials;
    private final GltfLights lights;
    private final GltfTriangles triangles = new GltfTriangles();

    private GltfFormat(Path file, GltfContainer container, Notes notes) {
        this.root = container.root();
        this.notes = notes;
        buffers = new GltfBuffers(file, container, notes);
        GltfTextures textures = new GltfTextures(file, root, buffers, notes);
        materials = new GltfMaterials(root, buffers, textures, notes);
        lights = new GltfLights(root, notes);
    }

    static MeshScene read(Path file, Notes notes) throws IOException {
        try {
            return new GltfFormat(file, GltfContainer.read(file, notes), notes).scene();
        } catch (NullPointerException | ClassCastException e) {
            // A list of the JSON has null, or something else than the format says.
            throw new UserMistake(file + ": something is missing in it; export the mesh again", e);
        }
    }

    private MeshScene scene() throws IOException {
        sayWhatIsLeftOut();
        Deque<Placed> next = new ArrayDeque<>();
        roots().forEach(node -> next.add(new Placed(node, Transform.NONE)));
        Set<Integer> seen = new HashSet<>();
        while (!next.isEmpty()) {
            Placed placed = next.remove();
            Node node = buffers.get(root.getNodes(), placed.node, "node");
            if (!seen.add(placed.node)) {
                throw notes.mistake(
                        "node %d is in two nodes, or in itself; export the mesh again"
                                .formatted(placed.node));
            }
            Transform world = placed.above.of(Transform.of(node));
            lights.add(node, world);
            if (node.getMesh() != null) {
                for (MeshPrimitive primitive :
                        buffers.get(root.getMeshes(), node.getMesh(), "mesh").getPrimitives()) {
                    add(primitive, world);
                }
            }
            if (node.getChildren() != null) {
                node.getChildren().forEach(child -> next.add(new Placed(child, world)));
            }
        }
        Mesh mesh = triangles.mesh();
        for (float coordinate : mesh.positions()) {
            if (!Float.isFinite(coordinate)) {
                throw notes.mistake("a vertex has no place in space; export the mesh again");
            }
        }
        List<Light> all = Lighting.of(lights.lights(), mesh, notes);
        return new MeshScene(
                mesh, materials.materials(), all, Lighting.environment(lights.lights()));
    }

    private void sayWhatIsLeftOut() {
        if (root.getExtensionsUsed() != null) {
            List<String> unknown =
                    root.getExtensionsUsed().stream().filter(e -> !USED.contains(e)).toList();
            if (!unknown.isEmpty()) {
                notes.once("extensions that are not used: " + String.join(", ", unknown));
            }
        }
        if (root.getSkins() != null || root.getAnimations() != null) {
            notes.once("nothing moves: meshes are as they are stored, without skins or animations");
        }
    }

    /** Nodes of the scene; without scenes, those that are in no other. */
    private List<Integer> roots() {
        if (root.getScenes() != null && !root.getScenes().isEmpty()) {
            int scene = root.getScene() == null ? 0 : root.getScene();
            List<Integer> nodes = buffers.get(root.getScenes(), scene, "scene").getNodes();
            return nodes == null ? List.of() : nodes;
        }
        List<Integer> roots = new ArrayList<>();
        Set<Integer> inside = new HashSet<>();
        List<Node> nodes = root.getNodes() == null ? List.of() : root.getNodes();
        for (Node node : nodes) {
            inside.addAll(node.getChildren() == null ? List.of() : node.getChildren());
        }
        for (int i = 0; i < nodes.size(); i++) {
            if (!inside.contains(i)) {
                roots.add(i);
            }
        }
        return roots;
    }

    // ---- Primitives ------------------------------------------------------------------------

    private void add(MeshPrimitive primitive, Transform world) throws IOException {
        int mode = primitive.getMode() == null ? GltfTriangles.TRIANGLES : primitive.getMode();
        if (mode < GltfTriangles.TRIANGLES || mode > GltfTriangles.FAN) {
            notes.once("points and lines are not drawn");
            return;
        }
        if (primitive.getTargets() != null) {
            notes.once("shapes are as they are stored, without morph targets");
        }
        Integer position = primitive.getAttributes().get("POSITION");
        if (position == null) {
            notes.once("what has no positions is left out");
            return;
        }
        double[] positions = buffers.numbers(position, 3);
        int count = positions.length / 3;
        double[] normals = attribute(primitive, "NORMAL", 3, count);
        GltfTextures.Place place = materials.place(primitive.getMaterial());
        double[] uvs = attribute(primitive, "TEXCOORD_" + place.set(), 2, count);
        Integer color = primitive.getAttributes().get("COLOR_0");
        float[] tint = {1, 1, 1, 1};
        if (color != null) {
            int components = buffers.components(color);
            tint = materials.tint(buffers.numbers(color, components), components);
        }
        int material = materials.number(primitive.getMaterial(), tint);
        if (material == GltfMaterials.HIDDEN) {
            return;
        }
        int[] corners = GltfTriangles.corners(mode, indices(primitive, count));
        triangles.add(
                new GltfTriangles.Part(positions, normals, uvs, corners, material), place, world);
    }

    /** Null if the primitive has none. */
    private double[] attribute(MeshPrimitive primitive, String name, int components, int count)
            throws IOException {
        Integer index = primitive.getAttributes().get(name);
        if (index == null) {
            return null;
        }
        double[] numbers = buffers.numbers(index, components);
        if (numbers.length != components * count) {
            throw notes.mistake(
                    "%s of %d vertices, where there are %d; export the mesh again"
                            .formatted(name, numbers.length / components, count));
        }
        return numbers;
    }

    private int[] indices(MeshPrimitive primitive, int count) throws IOException {
        if (primitive.getIndices() == null) {
            int[] all = new int[count];
            for (int i = 0; i < count; i++) {
                all[i] = i;
            }
            return all;
        }
        double[] stored = buffers.numbers(primitive.getIndices(), 1);
        int[] indices = new int[stored.length];
        for (int i = 0; i < indices.length; i++) {
            if (!(stored[i] >= 0 && stored[i] < count)) {
                throw notes.mistake(
                        "a triangle has vertex %.0f of %d; export the mesh again"
                                .formatted(stored[i], count));
            }
            indices[i] = (int) stored[i];
        }
        return indices;
    }
}
