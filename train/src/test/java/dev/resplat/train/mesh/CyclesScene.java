package dev.resplat.train.mesh;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.NpzFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A scene and what Cycles, the ray tracer of Blender, saw of it through the middles of pixels;
 * {@code bench/mesh-peer} made it.
 *
 * @param near as in {@link MeshRenderer.Options}
 * @param bent pixels where Cycles turns normals so that mirrored rays stay above triangles
 * @param color linear RGB {@code [H, W, 3]}, zeros where there is nothing
 */
record CyclesScene(
        MeshScene scene,
        Camera camera,
        double near,
        int[] material,
        float[] depth,
        float[] normal,
        int[] bent,
        float[] color,
        Optional<float[]> smoothColor,
        Optional<float[]> smoothAlpha) {
    private static final String FOLDER = "/dev/resplat/testdata/mesh/";

    /** Copies a file of the test data to a folder. */
    static Path file(String name, Path folder) throws IOException {
        Path target = folder.resolve(name);
        try (InputStream in = CyclesScene.class.getResourceAsStream(FOLDER + name)) {
            Files.copy(in, target);
        }
        return target;
    }

    static CyclesScene read(String name, Path folder) throws IOException {
        Map<String, HostArray> arrays = NpzFile.read(file(name + ".npz", folder));
        double[] camera = arrays.get("camera").toDoubles();
        float[] normal = arrays.get("normal").toFloats();
        for (int i = 0; i < normal.length; i++) {
            normal[i] /= 32767;
        }
        return new CyclesScene(
                scene(arrays),
                new Camera(
                        (int) camera[0],
                        (int) camera[1],
                        camera[2],
                        camera[3],
                        camera[4],
                        camera[5],
                        Arrays.copyOfRange(camera, 7, 23)),
                camera[6],
                arrays.get("material").toInts(),
                arrays.get("depth").toFloats(),
                normal,
                arrays.get("bent").toInts(),
                arrays.get("color").toFloats(),
                Optional.ofNullable(arrays.get("smooth_color")).map(HostArray::toFloats),
                Optional.ofNullable(arrays.get("smooth_alpha")).map(HostArray::toFloats));
    }

    /** The same pictures beside another scene. */
    CyclesScene with(MeshScene other) {
        return new CyclesScene(
                other,
                camera,
                near,
                material,
                depth,
                normal,
                bent,
                color,
                smoothColor,
                smoothAlpha);
    }

    private static MeshScene scene(Map<String, HostArray> arrays) {
        Mesh mesh =
                new Mesh(
                        arrays.get("positions").toFloats(),
                        arrays.get("normals").toFloats(),
                        arrays.get("uvs").toFloats(),
                        arrays.get("triangles").toInts(),
                        arrays.get("triangle_materials").toInts());
        HostArray table = arrays.get("materials");
        List<Material> materials = new ArrayList<>();
        for (int m = 0; m < table.dims()[0]; m++) {
            int columns = table.dims()[1];
            materials.add(
                    material(
                            Arrays.copyOfRange(table.toFloats(), m * columns, (m + 1) * columns),
                            "m" + m,
                            arrays));
        }
        float[] black = new float[3];
        HostArray picture = arrays.get("environment");
        Environment environment =
                picture == null
                        ? Environment.uniform(black, black)
                        : new Environment(
                                new float[] {0, 0, 1},
                                picture.toFloats(),
                                picture.dims()[0],
                                Optional.of(black));
        return new MeshScene(mesh, materials, lights(arrays.get("lights")), environment);
    }

    private static Material material(float[] row, String name, Map<String, HostArray> arrays) {
        boolean lambertian = row[3] < 0;
        return new Material(
                name,
                Arrays.copyOf(row, 3),
                texture(row[6], true, arrays),
                lambertian
                        ? new Material.Phong(new float[3], 1)
                        : new Material.MetallicRoughness(row[3], row[4], Optional.empty()),
                texture(row[8], false, arrays),
                new float[3],
                row[5] != 0,
                row[7]);
    }

    private static Optional<Texture> texture(
            float index, boolean encoded, Map<String, HostArray> arrays) {
        if (index < 0) {
            return Optional.empty();
        }
        HostArray texels = arrays.get("texture" + (int) index);
        int[] rgba = texels.toInts();
        int[] argb = new int[rgba.length / 4];
        for (int i = 0; i < argb.length; i++) {
            int color = rgba[4 * i] << 16 | rgba[4 * i + 1] << 8 | rgba[4 * i + 2];
            argb[i] = rgba[4 * i + 3] << 24 | color;
        }
        int[] dims = texels.dims();
        Texture.Wrap repeat = Texture.Wrap.REPEAT;
        return Optional.of(Texture.of(dims[1], dims[0], argb, repeat, repeat, encoded));
    }

    private static List<Light> lights(HostArray table) {
        List<Light> lights = new ArrayList<>();
        float[] rows = table.toFloats();
        for (int at = 0; at < rows.length; at += 13) {
            float[][] parts = new float[4][];
            for (int k = 0; k < 4; k++) {
                parts[k] = Arrays.copyOfRange(rows, at + 1 + 3 * k, at + 4 + 3 * k);
            }
            lights.add(
                    switch ((int) rows[at]) {
                        case 0 -> new Light.Directional(parts[0], parts[1]);
                        case 1 -> new Light.Point(parts[0], parts[1]);
                        default -> new Light.Area(parts[0], parts[1], parts[2], parts[3]);
                    });
        }
        return lights;
    }
}
