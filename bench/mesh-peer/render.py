"""Renders the test scenes with Cycles and writes them, what it saw, and files of the geometry.

blender -b --factory-startup --python render.py -- OUT
"""

import sys
import tempfile
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix, Vector

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))
import nodes
from scenes import SCENES

OUT = Path(sys.argv[sys.argv.index("--") + 1])


# ---- A scene in Blender --------------------------------------------------------------------------


def clear():
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    # All rays go through the middles of pixels: the filter is narrower than its setting allows.
    cycles.filter_width = 0.01
    cycles["filter_width"] = 1e-6
    cycles.max_bounces = 0
    cycles.transparent_max_bounces = 32
    cycles.sample_clamp_direct = 0
    cycles.light_sampling_threshold = 0
    cycles.use_adaptive_sampling = False
    cycles.use_denoising = False
    cycles.blur_glossy = 0
    scene.render.film_transparent = True
    scene.view_settings.view_transform = "Raw"
    scene.world = bpy.data.worlds.new("world")
    scene.world.use_nodes = True
    scene.world.node_tree.nodes["Background"].inputs["Strength"].default_value = 0
    return scene


def add_parts(parts, materials):
    objects = []
    for part in parts:
        mesh = bpy.data.meshes.new(part.name)
        mesh.from_pydata(part.vertices.tolist(), [], part.triangles.tolist())
        mesh.uv_layers.new(name="uv").data.foreach_set("uv", part.uvs.ravel())
        mesh.polygons.foreach_set("use_smooth", [part.smooth] * len(part.triangles))
        mesh.materials.append(materials[part.material])
        mesh.update()
        object = bpy.data.objects.new(part.name, mesh)
        bpy.context.collection.objects.link(object)
        objects.append(object)
    return objects


def add_light(light):
    """Blender's sun has the irradiance as strength; a point or area has a flux: the intensity of a
    point of P watts is P / (4 pi), the radiance of an area P / (4 A), as check.py finds."""
    kind = {"sun": "SUN", "point": "POINT", "area": "AREA"}[light["kind"]]
    data = bpy.data.lights.new(light["kind"], kind)
    object = bpy.data.objects.new(light["kind"], data)
    bpy.context.collection.objects.link(object)
    data.cycles.max_bounces = 0
    object.visible_camera = False
    if kind == "SUN":
        data.angle = 0
        data.color, data.energy = split(light["irradiance"], 1)
        toward = -light["direction"]
        object.rotation_euler = Vector(toward).to_track_quat("Z", "Y").to_euler()
    elif kind == "POINT":
        data.shadow_soft_size = 0
        data.color, data.energy = split(light["intensity"], 4 * np.pi)
        object.location = light["position"]
    else:
        u, v = light["u"], light["v"]
        lengths = 2 * np.linalg.norm(u), 2 * np.linalg.norm(v)
        data.shape = "RECTANGLE"
        data.size, data.size_y = lengths
        data.color, data.energy = split(light["radiance"], 4 * lengths[0] * lengths[1])
        # Blender's area lights shine along -z.
        x = u / np.linalg.norm(u)
        z = -np.cross(u, v) / np.linalg.norm(np.cross(u, v))
        axes = np.stack([x, np.cross(z, x), z], 1)
        object.matrix_world = Matrix.Translation(light["center"]) @ Matrix(axes.tolist()).to_4x4()
    return object


def split(color, scale):
    return [c / max(color) for c in color], max(color) * scale


def add_camera(camera):
    """Returns width, height, fx, fy, cx, cy, near and worldToCamera of OpenCV, row after row."""
    scene = bpy.context.scene
    data = bpy.data.cameras.new("camera")
    object = bpy.data.objects.new("camera", data)
    bpy.context.collection.objects.link(object)
    scene.camera = object
    width, height = camera["width"], camera["height"]
    scene.render.resolution_x, scene.render.resolution_y = width, height
    scene.render.pixel_aspect_x, scene.render.pixel_aspect_y = 1, camera["stretch"]
    data.sensor_fit = "HORIZONTAL"
    data.sensor_width, data.lens = 32, 32 * camera["lens"]
    data.shift_x, data.shift_y = camera["shift"]
    data.clip_start, data.clip_end = camera["near"], 1000
    object.location = camera["eye"]
    ahead = Vector(camera["target"]) - Vector(camera["eye"])
    object.rotation_euler = ahead.to_track_quat("-Z", "Y").to_euler()
    bpy.context.view_layer.update()
    world = np.array(object.matrix_world, np.float64)
    rotation = (world[:3, :3] / np.linalg.norm(world[:3, :3], axis=0)).T * [[1], [-1], [-1]]
    pose = np.eye(4)
    pose[:3, :3], pose[:3, 3] = rotation, -rotation @ world[:3, 3]
    fx = width * data.lens / data.sensor_width
    fy = fx / scene.render.pixel_aspect_y
    cx = width / 2 - data.shift_x * width
    cy = height / 2 + data.shift_y * width / scene.render.pixel_aspect_y
    return np.array([width, height, fx, fy, cx, cy, data.clip_start, *pose.ravel()])


# ---- Its arrays ----------------------------------------------------------------------------------


def arrays_of(parts, objects):
    """The triangles with the normals that Blender gives them, each different corner once."""
    corners, triangles, materials = [], [], []
    for part, object in zip(parts, objects):
        mesh = object.data
        index = part.triangles.ravel()
        positions = part.vertices[index].astype(np.float32)
        if part.smooth:
            normals = np.array([mesh.vertices[i].normal for i in index])
        else:
            normals = np.repeat([p.normal for p in mesh.polygons], 3, 0)
        uvs = part.uvs.reshape(-1, 2) * [1, -1] + [0, 1]
        rows = np.concatenate([positions, normals, uvs], 1).astype(np.float32)
        unique, inverse = np.unique(rows, axis=0, return_inverse=True)
        triangles.append(inverse.reshape(-1, 3) + sum(map(len, corners)))
        corners.append(unique)
        materials += [part.material] * len(part.triangles)
    corners = np.concatenate(corners)
    return {
        "positions": corners[:, :3],
        "normals": corners[:, 3:6],
        "uvs": corners[:, 6:],
        "triangles": np.concatenate(triangles).astype(np.int32),
        "triangle_materials": np.array(materials, np.int32),
    }


def table(materials):
    """red, green, blue, metallic (-1: Lambertian), roughness, double-sided, texture (-1: none),
    cutoff, map of normals (-1: none)."""
    return np.array(
        [
            [
                *m["color"],
                -1 if m["metallic"] is None else m["metallic"],
                m["roughness"],
                m["double"],
                -1 if m["texture"] is None else m["texture"],
                m["cutoff"],
                -1 if m["bumps"] is None else m["bumps"],
            ]
            for m in materials
        ],
        np.float32,
    )


def light_table(lights):
    """Rows of 13: kind 0, 1 or 2, then the components of Directional, Point or Area."""
    keys = {
        "sun": ("direction", "irradiance"),
        "point": ("position", "intensity"),
        "area": ("center", "u", "v", "radiance"),
    }
    rows = np.zeros((len(lights), 13), np.float32)
    for row, light in zip(rows, lights):
        values = np.concatenate([light[k] for k in keys[light["kind"]]])
        row[0] = list(keys).index(light["kind"])
        row[1 : 1 + len(values)] = values
    return rows


# ---- Rendering -----------------------------------------------------------------------------------

EXPORTED = "solids", "textured"
PASSES = {"Image": 4, "Depth": 1, "Normal": 3, "IndexMA": 1, "UV": 3, "Position": 3}


def render(samples, smooth=False):
    """Renders, and returns passes [height, width, channels] in float, first row on top. Smooth is
    the mean over pixels, else all rays go through their middles."""
    scene = bpy.context.scene
    scene.cycles.samples = samples
    scene.cycles.pixel_filter_type = "BOX" if smooth else "BLACKMAN_HARRIS"
    layer = bpy.context.view_layer
    layer.pass_alpha_threshold = 0.5
    layer.use_pass_z = layer.use_pass_normal = layer.use_pass_uv = True
    layer.use_pass_material_index = layer.use_pass_position = True
    folder = tempfile.TemporaryDirectory()
    scene.use_nodes = True
    tree = scene.node_tree
    tree.nodes.clear()
    layers = tree.nodes.new("CompositorNodeRLayers")
    file = tree.nodes.new("CompositorNodeOutputFile")
    file.base_path = folder.name
    file.format.file_format = "OPEN_EXR"
    file.format.color_depth = "32"
    file.format.exr_codec = "NONE"
    file.file_slots.clear()
    for name in PASSES:
        file.file_slots.new(name)
        tree.links.new(layers.outputs[name], file.inputs[name])
    bpy.ops.render.render()
    result = {}
    for name, channels in PASSES.items():
        image = bpy.data.images.load(str(next(Path(folder.name).glob(name + "*"))))
        image.colorspace_settings.name = "Non-Color"
        width, height = image.size
        pixels = np.empty(width * height * 4, np.float32)
        image.pixels.foreach_get(pixels)
        result[name] = pixels.reshape(height, width, 4)[::-1, :, :channels]
        bpy.data.images.remove(image)
    folder.cleanup()
    return result


def terminator(objects, offset):
    """Whether rays of shadows begin on the smooth surface that normals pretend (1), or where the
    triangle is (0)."""
    for object in objects:
        object.cycles.shadow_terminator_geometry_offset = offset
        object.update_tag()


def set_environment(picture):
    """Cycles has its azimuth as u = 0.5 - atan2(y, x) / (2 pi), the texture's top at +z."""
    rows, columns, _ = picture.shape
    image = nodes.float_image("sky", np.concatenate([picture, np.ones((rows, columns, 1))], 2))
    tree = bpy.context.scene.world.node_tree
    texture = tree.nodes.new("ShaderNodeTexEnvironment")
    texture.image = image
    texture.interpolation = "Linear"
    background = tree.nodes["Background"]
    background.inputs["Strength"].default_value = 1
    tree.links.new(texture.outputs["Color"], background.inputs["Color"])


def make(name):
    spec = SCENES[name]()
    clear()
    textures = spec.get("textures", [])
    normals = {m["bumps"] for m in spec["materials"]}
    images = [
        nodes.float_image("t%d" % i, (nodes.raw if i in normals else nodes.linear)(t))
        for i, t in enumerate(textures)
    ]
    materials = [bpy.data.materials.new(m["name"]) for m in spec["materials"]]
    for i, m in enumerate(materials):
        m.pass_index = i + 1
    objects = add_parts(spec["parts"], materials)
    arrays = arrays_of(spec["parts"], objects)
    arrays["camera"] = add_camera(spec["camera"])
    arrays["materials"] = table(spec["materials"])
    arrays["lights"] = light_table(spec["lights"])
    for i, texels in enumerate(textures):
        arrays["texture%d" % i] = texels
    samples = spec.get("samples", 1)
    color = hard = smooth = 0
    # One light at a time: with several, Cycles would draw lots among them.
    for light in spec["lights"] or [None]:
        for object in objects:
            # Nothing hides the environment, as in environment maps.
            seen = light is not None
            object.visible_shadow = object.visible_diffuse = object.visible_glossy = seen
        for m, built in zip(spec["materials"], materials):
            nodes.build(built, m, images, light)
        if light is None:
            arrays["environment"] = spec["environment"]
            set_environment(spec["environment"])
        else:
            lamp = add_light(light)
        if samples == 1:
            terminator(objects, 0)
            hard = hard + render(1)["Image"].astype(np.float64)[..., :3]
        terminator(objects, 1)
        passes = render(samples)
        color = color + passes["Image"].astype(np.float64)[..., :3]
        if "smooth" in spec:
            covered = render(spec["smooth"], smooth=True)["Image"].astype(np.float64)
            smooth = smooth + covered[..., :3]
        if light is not None:
            bpy.data.objects.remove(lamp)
    if "smooth" in spec:
        arrays["smooth_color"] = smooth.astype(np.float32)
        arrays["smooth_alpha"] = covered[..., 3].astype(np.float32)
    if samples > 1:
        passes = render(1)
    seen = passes["Image"][..., 3] > 0.5
    arrays["alpha"] = seen
    arrays["color"] = np.where(seen[..., None], color, 0).astype(np.float32)
    if samples == 1:
        arrays["hard"] = np.where(seen[..., None], hard, 0).astype(np.float32)
    arrays["depth"] = np.where(seen, passes["Depth"][..., 0], 0).astype(np.float32)
    arrays["normal"] = np.where(seen[..., None], passes["Normal"], 0).astype(np.float32)
    ids = np.rint(passes["IndexMA"][..., 0]).astype(np.int8) - 1
    arrays["material"] = np.where(seen, ids, -1).astype(np.int8)
    arrays["position"] = passes["Position"]
    arrays["uv"] = passes["UV"][..., :2] * [1, -1] + [0, 1]
    OUT.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(OUT / (name + "-full.npz"), **arrays)
    print("WROTE", name, "largest", float(color[seen].max()), "seen", float(seen.mean()))
    if name in EXPORTED:
        nodes.plain(materials, spec["materials"], textures, str(OUT / name))
        export(name)


def export(name):
    """The geometry and plain materials as Blender writes them to files."""
    for light in list(bpy.data.lights):
        bpy.data.lights.remove(light)
    bpy.ops.export_scene.gltf(
        filepath=str(OUT / (name + ".glb")), export_format="GLB", export_tangents=False
    )
    bpy.ops.wm.obj_export(
        filepath=str(OUT / (name + ".obj")), forward_axis="Y", up_axis="Z", path_mode="RELATIVE"
    )


names = sys.argv[sys.argv.index("--") + 2 :]
for name in names or SCENES:
    make(name)
