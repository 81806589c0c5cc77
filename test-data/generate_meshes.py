"""Meshes as other programs write them, and what Blender sees of them, for the tests of MeshFile.

Run in this folder (Debian: apt-get install blender assimp-utils):

    blender -b --factory-startup -P generate_meshes.py

A box with a painted texture, a golden ball, a red cone whose node is mirrored and turned, a grey
ground, a sun and a lamp. Blender 3.4.1 wrote shapes.glb, shapes.gltf with shapes.bin and
checks.png, and shapes.obj with shapes.mtl; assimp 5.2.5 made assimp.glb and assimp.obj of
shapes.obj. cameras.json has a camera in the world of these files (y up), and
depth.npy and normal.npy what Cycles sees with it at the middle of each pixel: distances along z, 0
where there is nothing, and normals.
"""

import json
import math
import pathlib
import subprocess

import bpy
import mathutils
import numpy

FOLDER = pathlib.Path(__file__).resolve().parent / "src/main/resources/dev/resplat/testdata/meshes"
WIDTH, HEIGHT = 48, 36
FOCAL_LENGTH, SENSOR = 50, 36


def picture():
    image = bpy.data.images.new("checks", 16, 16)
    orange, blue = [1.0, 0.5, 0.0, 1.0], [0.0, 0.25, 0.5, 1.0]
    image.pixels = [
        v for y in range(16) for x in range(16) for v in ((x // 4 + y // 4) % 2 and orange or blue)
    ]
    image.filepath_raw = str(FOLDER / "checks.png")
    image.file_format = "PNG"
    image.save()
    return image


def material(name, color, metal, rough, image=None):
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    shader = made.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*color, 1)
    shader.inputs["Metallic"].default_value = metal
    shader.inputs["Roughness"].default_value = rough
    if image:
        texture = made.node_tree.nodes.new("ShaderNodeTexImage")
        texture.image = image
        made.node_tree.links.new(texture.outputs["Color"], shader.inputs["Base Color"])
    return made


def named(name, look):
    thing = bpy.context.object
    thing.name = name
    thing.data.materials.append(look)
    return thing


def shapes():
    mesh = bpy.ops.mesh
    mesh.primitive_cube_add(size=2, location=(0, 0, 1))
    named("Box", material("Painted", (1, 1, 1), 0, 0.8, picture()))
    mesh.primitive_uv_sphere_add(segments=12, ring_count=6, radius=0.75, location=(2.5, 0, 0.75))
    bpy.ops.object.shade_smooth()
    named("Ball", material("Gold", (1, 0.6, 0.1), 1, 0.25))
    mesh.primitive_cone_add(vertices=7, radius1=0.7, depth=1.5, location=(-2.5, 0, 0.75))
    cone = named("Cone", material("Red", (0.8, 0.05, 0.05), 0, 0.5))
    cone.scale = (-1, 1, 1.5)
    cone.rotation_euler = (0, 0.2, math.radians(30))
    mesh.primitive_plane_add(size=8)
    named("Ground", material("Grey", (0.5, 0.5, 0.5), 0, 1))


def lights():
    bpy.ops.object.light_add(type="SUN", rotation=(math.radians(40), 0, math.radians(30)))
    bpy.context.object.data.energy = 3
    bpy.ops.object.light_add(type="POINT", location=(3, -3, 4))
    bpy.context.object.data.energy = 300
    bpy.context.object.data.color = (1, 0.8, 0.6)


def export():
    gltf = bpy.ops.export_scene.gltf
    gltf(filepath=str(FOLDER / "shapes.glb"), export_format="GLB", export_lights=True)
    gltf(filepath=str(FOLDER / "shapes.gltf"), export_format="GLTF_SEPARATE", export_lights=True)
    bpy.ops.wm.obj_export(filepath=str(FOLDER / "shapes.obj"), path_mode="RELATIVE")
    for target in ["assimp.glb", "assimp.obj"]:
        subprocess.run(["assimp", "export", "shapes.obj", target], cwd=FOLDER, check=True)


def camera():
    bpy.ops.object.camera_add(location=(4, -7, 5))
    made = bpy.context.object
    made.rotation_euler = (mathutils.Vector((0, 0, 0.8)) - made.location).to_track_quat(
        "-Z", "Y"
    ).to_euler()
    made.data.lens = FOCAL_LENGTH
    made.data.sensor_width = SENSOR
    bpy.context.scene.camera = made
    bpy.context.view_layer.update()
    y_up = mathutils.Matrix(((1, 0, 0, 0), (0, 0, 1, 0), (0, -1, 0, 0), (0, 0, 0, 1)))
    opencv = mathutils.Matrix.Diagonal((1, -1, -1, 1))
    w2c = opencv @ made.matrix_world.inverted() @ y_up.inverted()
    focal = FOCAL_LENGTH / SENSOR * WIDTH
    frame = {"file": "view.png", "w": WIDTH, "h": HEIGHT, "fx": focal, "fy": focal}
    frame.update({"cx": WIDTH / 2, "cy": HEIGHT / 2, "w2c": [list(row) for row in w2c[:3]]})
    (FOLDER / "cameras.json").write_text(json.dumps({"frames": [frame]}, indent=1) + "\n")


def passes():
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.samples = 1
    scene.cycles.pixel_filter_type = "BOX"
    scene.cycles.filter_width = 0.01
    scene.cycles.use_denoising = False
    scene.render.resolution_x, scene.render.resolution_y = WIDTH, HEIGHT
    scene.render.resolution_percentage = 100
    layer = bpy.context.view_layer
    layer.use_pass_z = layer.use_pass_normal = True
    scene.use_nodes = True
    nodes = scene.node_tree.nodes
    out = nodes.new("CompositorNodeOutputFile")
    out.format.file_format = "OPEN_EXR"
    out.format.color_depth = "32"
    out.base_path = "/tmp"
    out.file_slots.clear()
    for name, output in [("depth", "Depth"), ("normal", "Normal")]:
        out.file_slots.new(name)
        scene.node_tree.links.new(nodes["Render Layers"].outputs[output], out.inputs[name])
    bpy.ops.render.render()
    for name, channels in [("depth", 1), ("normal", 3)]:
        image = bpy.data.images.load(f"/tmp/{name}0001.exr")
        image.colorspace_settings.name = "Non-Color"
        pixels = numpy.array(image.pixels[:], dtype=numpy.float32).reshape(HEIGHT, WIDTH, -1)
        pixels = pixels[::-1, :, :channels]
        if channels == 1:
            pixels = numpy.where(pixels > 1e6, 0, pixels)[:, :, 0]
        else:
            pixels = numpy.stack([pixels[..., 0], pixels[..., 2], -pixels[..., 1]], axis=-1)
        numpy.save(FOLDER / f"{name}.npy", pixels.astype(numpy.float32))


FOLDER.mkdir(parents=True, exist_ok=True)
bpy.ops.wm.read_factory_settings(use_empty=True)
shapes()
lights()
export()
camera()
passes()
