package dev.resplat.train.optimize;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Philox;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Writes photographs of a few splats, from a ring of cameras around them, and transforms.json. */
public final class SyntheticScene {
    public static final int VIEWS = 12;
    public static final int WIDTH = 40;
    public static final int HEIGHT = 32;

    private static final float[] EXPOSURES = {1, 0.7f, 1, 1.3f};
    private static final int SPLATS = 14;

    /** Far from the origin, and larger than what is learned in. */
    private static final double[] MIDDLE = {30, -20, 10};

    private static final double DISTANCE = 8;

    private boolean transparent;
    private boolean masked;
    private boolean spoiled;
    private boolean exposed;
    private boolean points;
    private boolean behind;
    private int views = VIEWS;

    /** Photographs are transparent where nothing is; else it is black there. */
    public SyntheticScene transparent() {
        transparent = true;
        return this;
    }

    /** Photographs have something wrong in them, at another place each. */
    public SyntheticScene spoiled() {
        spoiled = true;
        return this;
    }

    /** Photographs are darker or brighter, but not those that are held out. */
    public SyntheticScene exposed() {
        exposed = true;
        return this;
    }

    /** What would be wrong has a mask. */
    public SyntheticScene masked() {
        masked = true;
        return this;
    }

    /** The scene has points, near the splats. */
    public SyntheticScene withPoints() {
        points = true;
        return this;
    }

    /** Points are where no camera looks. */
    public SyntheticScene withPointsBehind() {
        points = true;
        behind = true;
        return this;
    }

    /** There are so many photographs. */
    public SyntheticScene views(int count) {
        views = count;
        return this;
    }

    private static double draw(int number) {
        int[] block = new int[4];
        Philox.block(block, 7, number, 0);
        return Philox.uniform(block[0]);
    }

    /** What the photographs show. */
    public static Splats3d splats() {
        float[] means = new float[3 * SPLATS];
        float[] quats = new float[4 * SPLATS];
        float[] logScales = new float[3 * SPLATS];
        float[] logits = new float[SPLATS];
        float[] sh = new float[3 * SPLATS];
        Arrays.fill(logits, 3);
        for (int i = 0; i < SPLATS; i++) {
            quats[4 * i] = 1;
            quats[4 * i + 2] = (float) draw(100 + i);
            for (int k = 3 * i; k < 3 * i + 3; k++) {
                means[k] = (float) (MIDDLE[k % 3] + 4 * (draw(k) - 0.5));
                logScales[k] = (float) Math.log(0.25 + 0.45 * draw(200 + k));
                sh[k] = (float) (3 * (draw(300 + k) - 0.4));
            }
        }
        return new Splats3d(0, means, quats, logScales, logits, sh);
    }

    /** A camera of the ring, which is a little wavy. */
    public static Camera camera(int number) {
        double angle = 2 * Math.PI * number / VIEWS;
        double[] c = {
            MIDDLE[0] + DISTANCE * Math.sin(angle),
            MIDDLE[1] - 1.5 * Math.cos(2 * angle),
            MIDDLE[2] - DISTANCE * Math.cos(angle)
        };
        double[] z = unit(MIDDLE[0] - c[0], MIDDLE[1] - c[1], MIDDLE[2] - c[2]);
        double[] x = unit(z[2], 0, -z[0]);
        double[] y = {
            z[1] * x[2] - z[2] * x[1], z[2] * x[0] - z[0] * x[2], z[0] * x[1] - z[1] * x[0]
        };
        double[] m = new double[16];
        double[][] rows = {x, y, z};
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 3; k++) {
                m[4 * i + k] = rows[i][k];
                m[4 * i + 3] -= rows[i][k] * c[k];
            }
        }
        m[15] = 1;
        return new Camera(WIDTH, HEIGHT, 42, 42, WIDTH / 2.0, HEIGHT / 2.0, m);
    }

    private static double[] unit(double x, double y, double z) {
        double length = Math.sqrt(x * x + y * y + z * z);
        return new double[] {x / length, y / length, z / length};
    }

    /** Writes all files; returns the folder. */
    public Path write(Path folder) {
        try {
            Files.createDirectories(folder.resolve("images"));
            Files.createDirectories(folder.resolve("masks"));
            List<String> frames = new ArrayList<>();
            for (int i = 0; i < views; i++) {
                picture(folder, i);
                frames.add(frame(i));
            }
            if (points) {
                Files.writeString(folder.resolve("points.ply"), ply());
            }
            String json =
                    "{\"w\": %d, \"h\": %d, \"fl_x\": 42, \"fl_y\": 42, \"cx\": %s, \"cy\": %s,%s \"frames\": [%s]}"
                            .formatted(
                                    WIDTH,
                                    HEIGHT,
                                    WIDTH / 2.0,
                                    HEIGHT / 2.0,
                                    points ? " \"ply_file_path\": \"points.ply\"," : "",
                                    String.join(",\n", frames));
            Files.writeString(folder.resolve("transforms.json"), json);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void picture(Path folder, int number) throws IOException {
        float[] black = render(number, 0);
        float[] white = render(number, 1);
        BufferedImage image =
                new BufferedImage(
                        WIDTH,
                        HEIGHT,
                        transparent ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        BufferedImage mask = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            int x = i % WIDTH;
            int y = i / WIDTH;
            float alpha = 1 - (white[3 * i] - black[3 * i]);
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                float color = black[3 * i + c] * (exposed ? EXPOSURES[number % 4] : 1);
                rgb = rgb << 8 | level(transparent && alpha > 0 ? color / alpha : color);
            }
            boolean wrong = spoiled && isSpoiled(number, x, y);
            image.setRGB(x, y, (transparent ? level(alpha) << 24 : 0) | (wrong ? 0xFF00FF : rgb));
            mask.setRGB(x, y, wrong ? 0 : 0xFFFFFF);
        }
        ImageIO.write(
                image, "png", folder.resolve("images/view%02d.png".formatted(number)).toFile());
        if (masked) {
            ImageIO.write(
                    mask, "png", folder.resolve("masks/view%02d.png".formatted(number)).toFile());
        }
    }

    private static float[] render(int number, float background) {
        Rasterizer.Options options =
                Rasterizer.Options.of(0).on(background, background, background);
        return splats().render(Devices.cpu(), camera(number), options);
    }

    /** A quarter of the picture, another one in each. */
    public static boolean isSpoiled(int number, int x, int y) {
        boolean right = number % 2 == 1;
        boolean below = number / 2 % 2 == 1;
        return (x >= WIDTH / 2) == right && (y >= HEIGHT / 2) == below;
    }

    private static int level(float value) {
        return Math.round(255 * Math.min(Math.max(value, 0), 1));
    }

    /** Camera to world in the axes of OpenGL. */
    private String frame(int number) {
        Camera camera = camera(number);
        double[] m = camera.worldToCamera();
        double[] c = camera.center();
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            rows.append(
                    String.format(
                            Locale.ROOT,
                            "[%.17g, %.17g, %.17g, %.17g], ",
                            m[i],
                            -m[4 + i],
                            -m[8 + i],
                            c[i]));
        }
        return "{\"file_path\": \"images/view%02d.png\",%s \"transform_matrix\": [%s[0, 0, 0, 1]]}"
                .formatted(
                        number,
                        masked ? " \"mask_path\": \"masks/view%02d.png\",".formatted(number) : "",
                        rows);
    }

    private String ply() {
        StringBuilder rows = new StringBuilder();
        float[] means = splats().means();
        int n = 10 * SPLATS;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 3; k++) {
                double away = behind && k == 1 ? 1000 : 0;
                double place = means[3 * (i % SPLATS) + k] + 0.8 * (draw(1000 + 3 * i + k) - 0.5);
                rows.append(String.format(Locale.ROOT, "%.5f ", place + away));
            }
            rows.append("128 128 128\n");
        }
        return """
                ply
                format ascii 1.0
                element vertex %d
                property float x
                property float y
                property float z
                property uchar red
                property uchar green
                property uchar blue
                end_header
                """
                        .formatted(n)
                + rows;
    }
}
