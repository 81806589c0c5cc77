"""WebP files for the tests of ImageFile, which Java cannot write itself.

Needs cwebp and webpmux (Debian: apt-get install webp). Pixel (x, y) of the 24 by 16 picture is
(10 x, 16 y, x y mod 256), and opaque up to the middle, then more and more transparent:
255 - 20 (x - 12). The lossy file has 128 in blue and no transparency.
"""

import pathlib
import struct
import subprocess
import tempfile
import zlib

WIDTH, HEIGHT = 24, 16
FOLDER = pathlib.Path(__file__).parent / "src/main/resources/dev/resplat/testdata/images"


def png(path, channels, pixel):
    def chunk(name, content):
        body = name + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(
        b"\0" + b"".join(bytes(pixel(x, y)) for x in range(WIDTH)) for y in range(HEIGHT)
    )
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2 if channels == 3 else 6, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def run(*command):
    subprocess.run([str(part) for part in command], check=True)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        png(folder / "rgb.png", 3, lambda x, y: (10 * x, 16 * y, x * y % 256))
        png(folder / "soft.png", 3, lambda x, y: (10 * x, 16 * y, 128))
        png(
            folder / "rgba.png",
            4,
            lambda x, y: (10 * x, 16 * y, x * y % 256, 255 - 20 * max(0, x - 12)),
        )
        run("cwebp", "-quiet", "-q", 95, folder / "soft.png", "-o", FOLDER / "lossy.webp")
        lossless = ("cwebp", "-quiet", "-lossless", "-exact")
        run(*lossless, folder / "rgba.png", "-o", FOLDER / "alpha.webp")
        run(*lossless, folder / "rgb.png", "-o", folder / "rgb.webp")
        # EXIF: little-endian, one entry, Orientation (274) as one short, 6: turn right by 90.
        exif = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 274, 3, 1, 6, 0, 0)
        (folder / "exif").write_bytes(exif)
        run("webpmux", "-set", "exif", folder / "exif", folder / "rgb.webp", "-o",
            FOLDER / "turned.webp")


if __name__ == "__main__":
    main()
