package dev.resplat.train.library;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Views of scenes in one picture: a row for each scene, with a line that says what it is. */
public final class ContactSheet {
    private static final int LABEL = 16;
    private static final int GAP = 2;

    private final int size;
    private final int views;
    private final List<String> labels = new ArrayList<>();
    private final List<List<BufferedImage>> rows = new ArrayList<>();

    /**
     * An empty sheet.
     *
     * @param size of views, pixels of a side
     * @param views of each scene
     */
    public ContactSheet(int size, int views) {
        this.size = size;
        this.views = views;
    }

    /** Adds a scene, which is rendered by all cores. */
    public void add(LibraryScene scene) {
        List<BufferedImage> row =
                scene.cameras(views, size, size).parallelStream()
                        .map(c -> scene.renderer().render(c, SyntheticViews.OPTIONS))
                        .map(i -> new Image(size, size, i.colors()).buffered())
                        .toList();
        add(scene.name(), scene.plan(), row);
    }

    /**
     * Adds a scene that was written.
     *
     * @throws UserMistake if a view cannot be read
     */
    public void add(SceneListing.Entry scene) {
        Path folder = scene.folder().resolve(SceneFolder.IMAGES);
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.sorted().toList();
            List<BufferedImage> row = new ArrayList<>();
            int count = Math.min(views, all.size());
            for (int i = 0; i < count; i++) {
                Path file = all.get(count == 1 ? 0 : i * (all.size() - 1) / (count - 1));
                BufferedImage image = ImageIO.read(file.toFile());
                if (image == null) {
                    throw new IOException(file + " is no picture");
                }
                row.add(image);
            }
            add(scene.name(), scene.plan(), row);
        } catch (IOException e) {
            throw new UserMistake("cannot read %s: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private void add(String name, Plan plan, List<BufferedImage> row) {
        labels.add(
                "%s: %s, %s, %s, %s"
                        .formatted(
                                name,
                                SceneListing.word(plan.kind()),
                                SceneListing.word(plan.lighting()),
                                SceneListing.word(plan.finish()),
                                SceneListing.word(plan.rig())));
        rows.add(row);
    }

    /** As a PNG file. */
    public byte[] png() {
        int width = views * (size + GAP);
        int each = LABEL + size + GAP;
        BufferedImage sheet =
                new BufferedImage(width, each * rows.size(), BufferedImage.TYPE_INT_RGB);
        Graphics2D g = sheet.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        g.setColor(Color.BLACK);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, LABEL - 5));
        g.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        for (int i = 0; i < rows.size(); i++) {
            g.drawString(labels.get(i), 2, i * each + LABEL - 4);
            for (int j = 0; j < rows.get(i).size(); j++) {
                int x = j * (size + GAP);
                g.drawImage(rows.get(i).get(j), x, i * each + LABEL, size, size, null);
            }
        }
        g.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(sheet, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
