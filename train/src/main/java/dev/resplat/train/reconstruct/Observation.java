package dev.resplat.train.reconstruct;

import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Device;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Perceptual;
import dev.resplat.train.metrics.Quality;
import dev.resplat.train.resplat2d.Reconstruction;
import dev.resplat.train.resplat2d.Resplat2d;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A {@link Reconstruction} that is looked at. Times and counts are those since the picture, or the
 * frame, began.
 *
 * <p>It opens scopes that {@link #close} closes: scopes that are opened after it must be closed
 * before it.
 */
public final class Observation implements AutoCloseable {
    private final Reconstruction reconstruction;
    private final Device device;
    private final Optional<Perceptual> perceptual;
    private Image target;
    private double secondsBefore;
    private long movedBefore;
    private long replacedBefore;

    /** Of a model on a device; PSNR and SSIM only. */
    public Observation(Resplat2d model, Device device) {
        this(model, device, Optional.empty());
    }

    /** The same with LPIPS, if its weights are there. */
    public Observation(Resplat2d model, Device device, Optional<Perceptual> perceptual) {
        this.reconstruction = new Reconstruction(model);
        this.device = device;
        this.perceptual = perceptual;
    }

    /** Begins with a picture. */
    public void begin(Image picture, int splats, long seed) {
        reconstruction.begin(picture, splats, seed);
        target = picture;
        secondsBefore = 0;
        movedBefore = 0;
        replacedBefore = 0;
    }

    /** Goes on with the next frame of a sequence. */
    public void next(Image frame) {
        secondsBefore = reconstruction.seconds();
        movedBefore = reconstruction.moved();
        replacedBefore = reconstruction.replaced();
        reconstruction.next(frame);
        target = frame;
    }

    /** Refines so many times, and looks before, between and after: one look more than steps. */
    public List<Look> eachDepth(int depth) {
        List<Look> looks = new ArrayList<>();
        looks.add(look());
        for (int d = 1; d <= depth; d++) {
            reconstruction.refine();
            looks.add(look());
        }
        return looks;
    }

    /** Refines so many times, and looks after that. */
    public Look lastDepth(int depth) {
        for (int d = 1; d <= depth; d++) {
            reconstruction.refine();
        }
        return look();
    }

    private Look look() {
        Splats2d splats = reconstruction.splats();
        Image render = render(splats, device);
        long steps = (long) reconstruction.depth() * splats.count();
        Figures figures =
                new Figures(
                        Quality.of(render, target, perceptual),
                        reconstruction.seconds() - secondsBefore,
                        steps == 0 ? 0 : (double) (reconstruction.moved() - movedBefore) / steps,
                        reconstruction.replaced() - replacedBefore);
        return new Look(figures, splats, render);
    }

    /** Splats as the picture that is stored, in 256 levels. */
    public static Image render(Splats2d splats, Device device) {
        return new Image(splats.width(), splats.height(), splats.render(device)).stored();
    }

    /** Frees what it has on the device. */
    @Override
    public void close() {
        reconstruction.close();
    }
}
