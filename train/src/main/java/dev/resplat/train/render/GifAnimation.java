package dev.resplat.train.render;

import dev.resplat.train.image.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * An animated GIF (GIF89a, with the extension NETSCAPE2.0 that makes it a loop), by the writer of
 * ImageIO, which chooses 256 colours for each frame.
 */
final class GifAnimation implements Animation {
    private static final String METADATA = "javax_imageio_gif_image_1.0";
    private static final int CENTISECONDS = 100;

    private final double framesPerSecond;
    private final OutputStream out;
    private final ImageOutputStream stream;
    private final ImageWriter writer;
    private int frames;

    GifAnimation(OutputStream out, double framesPerSecond) throws IOException {
        this.framesPerSecond = framesPerSecond;
        this.out = out;
        stream = new MemoryCacheImageOutputStream(out);
        writer = ImageIO.getImageWritersByFormatName("gif").next();
        writer.setOutput(stream);
        writer.prepareWriteSequence(null);
    }

    @Override
    public void add(Image frame) throws IOException {
        BufferedImage image = frame.buffered();
        IIOMetadata metadata =
                writer.getDefaultImageMetadata(
                        ImageTypeSpecifier.createFromRenderedImage(image), null);
        IIOMetadataNode root = new IIOMetadataNode(METADATA);
        IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
        control.setAttribute("disposalMethod", "none");
        control.setAttribute("userInputFlag", "FALSE");
        control.setAttribute("transparentColorFlag", "FALSE");
        control.setAttribute("transparentColorIndex", "0");
        control.setAttribute("delayTime", String.valueOf(end(frames + 1) - end(frames)));
        root.appendChild(control);
        if (frames == 0) {
            root.appendChild(loop());
        }
        metadata.mergeTree(METADATA, root);
        writer.writeToSequence(new IIOImage(image, null, metadata), null);
        // Else all frames would stay in memory.
        stream.flushBefore(stream.getStreamPosition());
        frames++;
    }

    /** When frames are over: so rounded that the whole has the right length. */
    private long end(int count) {
        return Math.round(CENTISECONDS * count / framesPerSecond);
    }

    private static IIOMetadataNode loop() {
        IIOMetadataNode extension = new IIOMetadataNode("ApplicationExtension");
        extension.setAttribute("applicationID", "NETSCAPE");
        extension.setAttribute("authenticationCode", "2.0");
        extension.setUserObject(new byte[] {1, 0, 0});
        IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
        extensions.appendChild(extension);
        return extensions;
    }

    @Override
    public void close() throws IOException {
        try (OutputStream closed = out) {
            writer.endWriteSequence();
            stream.close();
            closed.flush();
        } finally {
            writer.dispose();
        }
    }
}
