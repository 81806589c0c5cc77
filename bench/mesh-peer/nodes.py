"""Materials of the test scenes as nodes of Cycles.

The reflection of glTF 2.0 (appendix B) is put together of Cycles' GGX and Lambertian closures.
What glTF has and the closures have not is calculated with nodes, which is possible because there is
one light at a time: Schlick's Fresnel term of the half vector, and the quotient of the
height-correlated Smith term and that of Cycles 3.4, G1(V) G1(L). For area lights these are of the
light's middle, for environments they are left out: only white metals, which have no Fresnel term,
are compared there.
"""

import bpy
import numpy as np


def raw(texels):
    return texels / 255.0


def linear(texels):
    """Texels of 8 bits, encoded as sRGB, as linear floats; alpha as it is."""
    c = texels / 255.0
    decoded = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return np.concatenate([decoded[..., :3], c[..., 3:]], 2)


def float_image(name, values):
    """An image of floats [height, width, 4], first row on top: interpolated in linear light, while
    Cycles interpolates images of 8 bits as they are encoded."""
    height, width, _ = values.shape
    image = bpy.data.images.new(name, width, height, alpha=True, float_buffer=True)
    image.colorspace_settings.name = "Non-Color"
    image.alpha_mode = "CHANNEL_PACKED"
    image.pixels.foreach_set(values[::-1].astype(np.float32).ravel())
    image.update()
    image.pack()
    return image


class Nodes:
    """Short names for making nodes; arguments are numbers, vectors or sockets."""

    def __init__(self, material):
        material.use_nodes = True
        self.tree = material.node_tree
        self.tree.nodes.clear()

    def put(self, value, socket):
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        elif value is not None:
            socket.default_value = value

    def node(self, kind, **settings):
        node = self.tree.nodes.new("ShaderNode" + kind)
        for key, value in settings.items():
            setattr(node, key, value)
        return node

    def math(self, operation, *arguments):
        node = self.node("Math", operation=operation)
        for socket, value in zip(node.inputs, arguments):
            self.put(value, socket)
        return node.outputs[0]

    def vector(self, operation, *arguments):
        node = self.node("VectorMath", operation=operation)
        for socket, value in zip(node.inputs, arguments):
            self.put(value, socket)
        return node.outputs["Value" if operation == "DOT_PRODUCT" else "Vector"]

    def scaled(self, vector, factor):
        node = self.node("VectorMath", operation="SCALE")
        self.put(vector, node.inputs[0])
        self.put(factor, node.inputs["Scale"])
        return node.outputs[0]

    def closure(self, kind, color, **more):
        node = self.node("Bsdf" + kind)
        self.put((*color, 1) if isinstance(color, tuple) else color, node.inputs["Color"])
        for key, value in more.items():
            if key in node.inputs:
                self.put(value, node.inputs[key])
            else:
                setattr(node, key, value)
        return node.outputs[0]

    def add(self, a, b):
        node = self.node("AddShader")
        self.put(a, node.inputs[0])
        self.put(b, node.inputs[1])
        return node.outputs[0]

    def mix(self, factor, a, b):
        node = self.node("MixShader")
        for socket, value in zip(node.inputs, (factor, a, b)):
            self.put(value, socket)
        return node.outputs[0]


def build(material, spec, images, light):
    n = Nodes(material)
    color = spec["color"]
    alpha = None
    if spec["texture"] is not None:
        texture = n.node("TexImage", image=images[spec["texture"]], interpolation="Linear")
        color = n.vector("MULTIPLY", color, texture.outputs["Color"])
        alpha = texture.outputs["Alpha"]
    normal = None
    if spec["bumps"] is not None:
        normal = bent(n, images[spec["bumps"]])
    if spec["metallic"] is None:
        surface = n.closure("Diffuse", color, Normal=normal)
    else:
        surface = reflection(n, color, spec["metallic"], spec["roughness"], light)
    hole = holes(n, spec, alpha)
    if hole is not None:
        surface = n.mix(hole, surface, n.node("BsdfTransparent").outputs[0])
    n.put(surface, n.node("OutputMaterial").inputs["Surface"])


def bent(n, image):
    texture = n.node("TexImage", image=image, interpolation="Linear")
    bend = n.node("NormalMap")
    n.put(texture.outputs["Color"], bend.inputs["Color"])
    return bend.outputs["Normal"]


def holes(n, spec, alpha):
    """1 where there is nothing: at the back of what has one side, as seen from the camera, and
    where the texture is transparent."""
    hole = None
    if not spec["double"]:
        back = n.node("NewGeometry").outputs["Backfacing"]
        hole = n.math("MULTIPLY", back, n.node("LightPath").outputs["Is Camera Ray"])
    if spec["cutoff"] > 0:
        cut = n.math("LESS_THAN", alpha, spec["cutoff"])
        hole = cut if hole is None else n.math("MAXIMUM", hole, cut)
    return hole


def reflection(n, color, metallic, roughness, light):
    if light is None:
        return n.closure("Glossy", color, Roughness=roughness, distribution="GGX")
    geometry = n.node("NewGeometry")
    normal, view = geometry.outputs["Normal"], geometry.outputs["Incoming"]
    if light["kind"] == "sun":
        toward = tuple(-light["direction"])
    else:
        ray = n.vector("SUBTRACT", tuple(light["position" if light["kind"] == "point" else "center"]), geometry.outputs["Position"])
        toward = n.vector("NORMALIZE", ray)
    half = n.vector("NORMALIZE", n.vector("ADD", toward, view))
    grazing = n.math("SUBTRACT", 1.0, n.vector("DOT_PRODUCT", half, view))
    schlick = n.math("POWER", n.math("MAXIMUM", grazing, 0.0), 5.0)
    f0 = tuple(0.04 * (1 - metallic) + metallic * c for c in color)
    fresnel = n.vector(
        "MULTIPLY_ADD", tuple(1 - f for f in f0), n.scaled((1, 1, 1), schlick), f0
    )
    base = tuple((1 - metallic) * c for c in color)
    diffuse = n.vector("MULTIPLY", base, n.vector("SUBTRACT", (1, 1, 1), fresnel))
    lambdas = [
        smith(n, n.vector("DOT_PRODUCT", normal, d), roughness**2) for d in (view, toward)
    ]
    one = [n.math("ADD", 1.0, v) for v in lambdas]
    correlated = n.math(
        "DIVIDE", n.math("MULTIPLY", *one), n.math("ADD", one[0], lambdas[1])
    )
    glossy = n.closure(
        "Glossy", n.scaled(fresnel, correlated), Roughness=roughness, distribution="GGX"
    )
    return n.add(n.closure("Diffuse", diffuse), glossy)


def smith(n, cosine, alpha):
    """Lambda of GGX (Heitz 2014, equation 72)."""
    squared = n.math("MAXIMUM", n.math("MULTIPLY", cosine, cosine), 1e-8)
    tangent = n.math("SUBTRACT", n.math("DIVIDE", 1.0, squared), 1.0)
    root = n.math("SQRT", n.math("MULTIPLY_ADD", tangent, alpha * alpha, 1.0))
    return n.math("MULTIPLY", n.math("SUBTRACT", root, 1.0), 0.5)


def plain(materials, specs, textures, stem):
    """Materials that Blender's exporters understand: one Principled node, textures of 8 bits in
    files STEM0.png and so on."""
    images = []
    for i, texels in enumerate(textures):
        height, width, _ = texels.shape
        image = bpy.data.images.new("texture%d" % i, width, height, alpha=True)
        image.alpha_mode = "CHANNEL_PACKED"
        image.pixels.foreach_set((texels[::-1] / 255).astype(np.float32).ravel())
        image.filepath_raw = "%s%d.png" % (stem, i)
        image.file_format = "PNG"
        image.save()
        images.append(image)
    for material, spec in zip(materials, specs):
        n = Nodes(material)
        node = n.node("BsdfPrincipled")
        node.inputs["Roughness"].default_value = spec["roughness"]
        node.inputs["Metallic"].default_value = spec["metallic"] or 0
        node.inputs["Base Color"].default_value = (*spec["color"], 1)
        material.use_backface_culling = not spec["double"]
        if spec["texture"] is not None:
            texture = n.node("TexImage", image=images[spec["texture"]])
            n.put(texture.outputs["Color"], node.inputs["Base Color"])
            if spec["cutoff"] > 0:
                n.put(texture.outputs["Alpha"], node.inputs["Alpha"])
                material.blend_method = "CLIP"
                material.alpha_threshold = spec["cutoff"]
        if spec["bumps"] is not None:
            images[spec["bumps"]].colorspace_settings.name = "Non-Color"
            n.put(bent(n, images[spec["bumps"]]), node.inputs["Normal"])
        n.put(node.outputs[0], n.node("OutputMaterial").inputs["Surface"])
