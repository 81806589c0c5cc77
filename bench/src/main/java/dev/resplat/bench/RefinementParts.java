package dev.resplat.bench;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Neighbors;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.config.Config;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.resplat.RenderFeatures;
import dev.resplat.train.resplat.Resplat;
import dev.resplat.train.resplat.ResplatConfig;
import dev.resplat.train.resplat.ResplatScenes;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.views.Batch;
import dev.resplat.train.views.Example;
import dev.resplat.train.views.Examples;
import dev.resplat.train.views.ViewData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What a step of refinement costs, by part, as a table in Markdown: of the small ReSplat whose
 * weights come with the program, on a scene of the library.
 *
 * <p>Renders, the frozen network and the search for neighbours are timed alone. What attention
 * costs is what a step is faster without it, and so are Gauss-Newton steps; all forms of the
 * network begin with the same splats. Rounds of all measurements alternate, and medians count.
 */
public final class RefinementParts {
    private static final int ROUNDS = 15;

    /** More of them than of rounds before the first that counts, for the compiler. */
    private static final int WARM_UP = 10;

    private static final int STEPS = 4;

    private RefinementParts() {}

    /**
     * Runs all of it.
     *
     * @param args the name of a device, default {@code cpu}; pixels of a side of images, default
     *     64; how many views, default 8
     */
    public static void main(String[] args) {
        Device device = Devices.find(args.length > 0 ? args[0] : "cpu");
        int size = args.length > 1 ? Integer.parseInt(args[1]) : 64;
        int views = args.length > 2 ? Integer.parseInt(args[2]) : 8;
        try (Scope scope = Scope.open()) {
            new Measurement(device, size, views).print();
        }
    }

    /** Something that takes time. */
    private record Part(String name, Runnable run, List<Double> times) {
        Part(String name, Runnable run) {
            this(name, run, new ArrayList<>());
        }

        void once(boolean counts) {
            long start = System.nanoTime();
            run.run();
            if (counts) {
                times.add((System.nanoTime() - start) * 1e-6);
            }
        }

        double median() {
            double[] sorted = times.stream().mapToDouble(x -> x).sorted().toArray();
            return sorted[sorted.length / 2];
        }
    }

    private static final class Measurement {
        private final Device device;
        private final int size;
        private final int views;
        private final ContextViews context;
        private final List<Part> parts = new ArrayList<>();

        Measurement(Device device, int size, int views) {
            this.device = device;
            this.size = size;
            this.views = views;
            context = ContextViews.of(Batch.of(List.of(example())), device);
        }

        private Example example() {
            ResplatConfig config = config();
            DataChoice choice = DataChoice.of(Optional.of("synthetic:1"));
            ViewData data = ViewData.open(choice, 1, config.data().views(), note -> {});
            Examples all =
                    new Examples(
                            data.training(),
                            config.data().examples().forEvaluation(),
                            1,
                            1,
                            data.damage());
            return all.batch(0).examples().get(0).withContext(views);
        }

        private ResplatConfig config(String... changes) {
            List<String> all = new ArrayList<>(Arrays.asList(changes));
            all.add("refinement.start=resplat-64");
            all.add("network.stereo.neighbors=2");
            all.add("data.examples.width=" + size);
            all.add("data.examples.height=" + size);
            return Config.named("resplat-mini").with(all).as(ResplatConfig.class);
        }

        private Resplat model(String... changes) {
            ResplatConfig config = config(changes);
            Resplat model = (Resplat) config.make(new RandomStream(1), device);
            config.beginning().orElseThrow().accept(model);
            return model;
        }

        private IntFunction<ResplatScenes> looks(String... changes) {
            Resplat model = model(changes);
            return depth -> model.look(context, false, depth, false);
        }

        private Part part(String name, Runnable run) {
            Part part =
                    new Part(
                            name,
                            () -> {
                                try (Scope scope = Scope.open()) {
                                    run.run();
                                }
                            });
            parts.add(part);
            return part;
        }

        private Part look(String name, int depth, String... changes) {
            IntFunction<ResplatScenes> looks = looks(changes);
            return part(name, () -> looks.apply(depth).gaussians(0).means().value().toFloats());
        }

        void print() {
            IntFunction<ResplatScenes> looks = looks();
            ResplatScenes scenes = looks.apply(0);
            Gaussians splats = scenes.gaussians(0);
            List<Camera> cameras = context.cameras().get(0);
            Rasterizer.Options options = scenes.options(0);
            RenderFeatures trunk = RenderFeatures.builtIn(device);
            int across = size / 4;
            Tensor means = splats.means().value();

            Part first = look("first splats", 0);
            Part all = look("all", STEPS);
            Part render =
                    part(
                            "render",
                            () -> Rasterizer.images(splats, cameras, options).value().toFloats());
            Part seen = part("trunk", () -> trunk.of(context.flat(), across, across).toFloats());
            Part near = part("near", () -> Neighbors.nearest(means, means, 8).index().toInts());
            Part plain = look("newton", STEPS, "network.update.newton=0");
            Part global = look("global", STEPS, "network.update.attendAll=1");
            Part blocks = look("blocks", STEPS, "network.update.blocks=0");
            for (int i = 0; i < WARM_UP + ROUNDS; i++) {
                for (Part part : parts) {
                    part.once(i >= WARM_UP);
                }
            }
            double step = step(all, first);
            double newton = step - step(plain, first);
            double far = step(global, first) - step;
            double neighbors = step - step(blocks, first);
            System.out.printf(
                    "%d views of %d x %d, %,d splats; first splats %.1f ms%n%n",
                    views, size, size, splats.count(), first.median());
            System.out.println("| part of a step | ms | share |");
            System.out.println("|---|---:|---:|");
            row("all", step, step);
            row("render of the views", render.median(), step);
            row("Gauss-Newton steps, with their renders", newton, step);
            row("what the frozen network sees", seen.median(), step);
            row("search for neighbours", near.median(), step);
            row("attention to neighbours", neighbors - near.median(), step);
            double rest = step - render.median() - newton - seen.median() - neighbors;
            row("the rest: linear layers of entry and head, copies", rest, step);
            row("besides, attention of all errors to each other, if wanted", far, step);
            memory(looks);
        }

        private static double step(Part all, Part first) {
            return (all.median() - first.median()) / STEPS;
        }

        private static void row(String name, double time, double step) {
            System.out.printf("| %s | %.1f | %.0f %% |%n", name, time, 100 * time / step);
        }

        private void memory(IntFunction<ResplatScenes> looks) {
            long before = device.bytesInUse();
            for (int depth : new int[] {0, STEPS}) {
                device.forgetMostBytes();
                try (Scope scope = Scope.open()) {
                    looks.apply(depth);
                }
                System.out.printf(
                        "%sdepth %d: %.1f MB of tensors at most",
                        depth == 0 ? "\n" : "; ", depth, (device.mostBytesInUse() - before) / 1e6);
            }
            System.out.println();
        }
    }
}
