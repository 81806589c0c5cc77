package dev.resplat.train.resplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Quaternion;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.reference.ReferenceDevice;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SplatDescent;
import dev.resplat.train.synthesis.SplatScenes;
import dev.resplat.train.synthesis.SynthesisModel;
import dev.resplat.train.synthesis.SynthesisModel.Pass;
import dev.resplat.train.synthesis.SynthesisModel.Rendered;
import dev.resplat.train.synthesis.SynthesisModel.Scenes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Splats of a model that does not refine, which are seen wrongly at first. */
class NewtonRefinementTest {
    private static final int SPLATS = 60;

    private final Device reference = new ReferenceDevice().poisonBuffers();
    @RegisterExtension final InScope scope = InScope.on(reference);

    /** A model that says the same whatever it sees. */
    private static final class Fixed extends SynthesisModel {
        private final List<Gaussians> splats;

        Fixed(List<Gaussians> splats) {
            this.splats = splats;
        }

        @Override
        public Scenes look(ContextViews context, Pass pass) {
            assertEquals(0, pass.depth());
            return new SplatScenes() {
                @Override
                public Gaussians gaussians(int scene) {
                    return splats.get(scene);
                }

                @Override
                public Rasterizer.Options options(int scene) {
                    return SplatScenes.super.options(scene).near(0.1 * context.near()[scene]);
                }

                @Override
                public Rendered render(int scene, Camera camera) {
                    Rasterizer.Rendering seen =
                            Rasterizer.render(splats.get(scene), camera, options(scene).depth());
                    return new Rendered(seen.image(), seen.depth());
                }
            };
        }
    }

    /** In front of all cameras; those of another {@code noise} are about there. */
    private Gaussians splats(long seed, int degree, double noise) {
        RandomStream random = new RandomStream(seed);
        RandomStream noises = new RandomStream(100 + seed);
        int rest = Splats3d.terms(degree) - 1;
        Tensor centers = random.uniform(reference, Shape.of(SPLATS, 3)).add(-0.5).mul(2);
        Tensor ahead = Tensor.of(reference, Shape.of(1, 3), new double[] {0, 0, 2.5});
        return new Gaussians(
                shaken(centers.add(ahead), noises, 0.1 * noise),
                shaken(random.normal(reference, Shape.of(SPLATS, 4)), noises, noise),
                shaken(random.uniform(reference, Shape.of(SPLATS, 3)).add(-2.5), noises, noise),
                shaken(random.normal(reference, Shape.of(SPLATS)), noises, noise),
                shaken(random.normal(reference, Shape.of(SPLATS, 3)), noises, noise),
                shaken(
                        random.normal(reference, Shape.of(SPLATS, rest, 3)).mul(0.3),
                        noises,
                        noise));
    }

    private static Var shaken(Tensor x, RandomStream noises, double noise) {
        return Var.constant(x.add(noises.normal(x.device(), x.shape()).mul(noise)));
    }

    /** Views of splats. */
    private ContextViews seen(List<Gaussians> scenes, List<List<Camera>> cameras, double unit) {
        List<Tensor> images = new ArrayList<>();
        double[] near = new double[scenes.size()];
        double[] far = new double[scenes.size()];
        for (int b = 0; b < near.length; b++) {
            near[b] = unit * SomeResplat.NEAR;
            far[b] = unit * SomeResplat.FAR;
            for (Camera camera : cameras.get(b)) {
                Rasterizer.Options options =
                        Rasterizer.Options.of(SplatScenes.degree(scenes.get(b)))
                                .near(0.1 * near[b]);
                Rasterizer.Rendering seen = Rasterizer.render(scenes.get(b), camera, options);
                int size = SomeResplat.SIZE;
                images.add(seen.image().value().reshape(1, 1, size, size, 3));
            }
        }
        Tensor all = Arranging.concat(0, images.toArray(Tensor[]::new));
        int[] dims = all.shape().dims();
        int views = cameras.get(0).size();
        return new ContextViews(
                all.reshape(near.length, views, dims[2], dims[3], 3), cameras, near, far);
    }

    private static double error(SplatScenes scenes, ContextViews context, int depth, int scene) {
        Tensor images = Arranging.slice(context.images(), 0, scene, scene + 1);
        double sum = 0;
        for (int v = 0; v < context.views(); v++) {
            Tensor seen =
                    scenes.render(depth, scene, context.cameras().get(scene).get(v))
                            .image()
                            .value();
            Tensor image = Arranging.slice(images, 1, v, v + 1).reshape(seen.shape().dims());
            for (double d : seen.sub(image).toDoubles()) {
                sum += d * d;
            }
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void contextViewsBecomeMoreAlike(int degree) {
        List<List<Camera>> cameras = List.of(SomeResplat.cameras(3), SomeResplat.cameras(3));
        List<Gaussians> truth = List.of(splats(1, degree, 0), splats(2, degree, 0));
        ContextViews context = seen(truth, cameras, 1);
        Fixed model = new Fixed(List.of(splats(1, degree, 0.2), splats(2, degree, 0.2)));
        SplatScenes scenes = new NewtonRefinement(model).look(context, Pass.trained(1).refined(3));
        assertEquals(3, scenes.depth());
        for (int b = 0; b < 2; b++) {
            double before = error(scenes, context, 0, b);
            double first = before;
            for (int depth = 1; depth <= 3; depth++) {
                double after = error(scenes, context, depth, b);
                assertTrue(after < before, "%d: %g, then %g".formatted(depth, before, after));
                before = after;
            }
            assertTrue(before < 0.4 * first, "%g, then %g".formatted(first, before));
            double last =
                    SplatDescent.error(
                                    scenes.gaussians(b),
                                    scenes.options(b),
                                    cameras.get(b),
                                    Arranging.slice(context.flat(), 0, 3 * b, 3 * b + 3))
                            .value()
                            .toDoubles()[0];
            int numbers = SomeResplat.SIZE * SomeResplat.SIZE * 3 * 3;
            assertEquals(before / numbers, last, 1e-9, "the splats are those that are rendered");
        }
    }

    @Test
    void itDoesNotDependOnAxesOriginAndUnitOfTheWorld() {
        List<Camera> cameras = SomeResplat.cameras(3);
        Gaussians truth = splats(1, 2, 0);
        Gaussians start = splats(1, 2, 0.2);
        ContextViews context = seen(List.of(truth), List.of(cameras), 1);
        Pass pass = Pass.trained(1).refined(2);
        SplatScenes before = new NewtonRefinement(new Fixed(List.of(start))).look(context, pass);

        double[] motion = new double[16];
        double[] turn = new Quaternion(0.5, -0.5, 0.1, 0.7).matrix();
        for (int i = 0; i < 9; i++) {
            motion[4 * (i / 3) + i % 3] = turn[i];
        }
        motion[3] = 2;
        motion[7] = -1;
        motion[15] = 1;
        Camera anywhere = cameras.get(0).at(motion);
        ViewFrame world = ViewFrame.of(ResplatNetwork.Frame.FIRST, List.of(anywhere)).times(7);
        List<Camera> moved = cameras.stream().map(world.inverse()::in).toList();
        ContextViews elsewhere = seen(List.of(world.toWorld(truth)), List.of(moved), 7);
        assertArrayEquals(
                context.images().toDoubles(), elsewhere.images().toDoubles(), 1e-9, "the views");
        SplatScenes after =
                new NewtonRefinement(new Fixed(List.of(world.toWorld(start))))
                        .look(elsewhere, pass);
        Camera between = SomeResplat.between();
        assertArrayEquals(
                before.render(0, between).image().value().toDoubles(),
                after.render(0, world.inverse().in(between)).image().value().toDoubles(),
                1e-7);
        Gaussians back = world.inverse().toWorld(after.gaussians(0));
        assertArrayEquals(
                before.gaussians(0).means().value().toDoubles(),
                back.means().value().toDoubles(),
                1e-7);
        assertArrayEquals(
                before.gaussians(0).shRest().value().toDoubles(),
                back.shRest().value().toDoubles(),
                1e-7);
    }

    @Test
    void withoutStepsItIsTheModel() {
        Gaussians splats = splats(1, 1, 0);
        ContextViews context = seen(List.of(splats), List.of(SomeResplat.cameras(2)), 1);
        SynthesisModel model = new NewtonRefinement(new Fixed(List.of(splats)));
        for (Pass pass : List.of(Pass.trained(1), Pass.trained(1).refined(0))) {
            SplatScenes scenes = (SplatScenes) model.look(context, pass);
            assertEquals(0, scenes.depth());
            assertSame(splats, scenes.gaussians(0));
        }
    }

    @Test
    void trainingsAndModelsWithoutSplatsAreRefused() {
        ContextViews context = SomeResplat.context(reference, 2);
        SynthesisModel model = new NewtonRefinement(new Fixed(List.of(splats(1, 1, 0))));
        assertThrows(
                IllegalArgumentException.class, () -> model.look(context, new Pass(1, 1, true)));
        SynthesisModel rays =
                new SynthesisModel() {
                    @Override
                    public Scenes look(ContextViews views, Pass pass) {
                        return (scene, camera) -> new Rendered(null, null);
                    }
                };
        assertThrows(
                IllegalArgumentException.class,
                () -> new NewtonRefinement(rays).look(context, Pass.trained(1).refined(1)));
    }
}
