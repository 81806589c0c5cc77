package dev.resplat.train.views;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RealData;
import dev.resplat.tensor.Scope;
import dev.resplat.train.data.ProceduralImages;
import dev.resplat.train.gap.DomainGap;
import dev.resplat.train.gap.Features;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Perceptual;
import dev.resplat.train.resplat2d.Resplat2d;
import dev.resplat.train.resplat2d.Weights;
import dev.resplat.train.scene.Split;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.scene.ViewStore;
import dev.resplat.train.views.SamplerConfig.Gap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Examples of photographs. */
final class RealExamplesTest {
    private static ViewSource clips(Path folder, ViewStore store, Damage damage) {
        return SceneFolders.open(
                folder, new SceneFolders.Options(Split.TEST, 1, 2, new float[3]), store, damage);
    }

    private static Examples examples(Path folder, ViewStore store) {
        SamplerConfig sampler =
                new SamplerConfig(2, 2, false, new Gap(4, 6), new Gap(8, 12), 0.2, 0.6, 90, 8);
        Damage damage = new Damage(note -> {});
        return new Examples(
                clips(folder, store, damage),
                Settings.examples(sampler, Settings.CHANGED),
                2,
                7,
                damage);
    }

    @Test
    void clipsGiveTheSameExamplesForAnyNumberOfThreads() {
        Path folder = RealData.require("re10k");
        Examples alone = examples(folder, new ViewStore(0));
        ViewStore store = new ViewStore(64 << 20);
        for (int threads = 1; threads <= 3; threads++) {
            ExampleLoader.Config config = new ExampleLoader.Config(threads, 3);
            try (ExampleLoader loader = new ExampleLoader(examples(folder, store), config, 2)) {
                loader.monitor()
                        .cache(
                                () -> store.counts().memory() + store.counts().disk(),
                                () -> store.counts().decoded());
                for (int step = 2; step < 8; step++) {
                    Batch expected = alone.batch(step);
                    Batch actual = loader.next();
                    assertArrayEquals(expected.context(), actual.context());
                    assertArrayEquals(expected.targets(), actual.targets());
                    assertArrayEquals(expected.worldToCamera(), actual.worldToCamera());
                    for (Example example : actual.examples()) {
                        int gap = example.contextIndices()[1] - example.contextIndices()[0];
                        assertTrue(gap >= 4 + step / 2 && gap <= 12, "gap " + gap);
                        assertTrue(example.near() > 0 && example.near() < 1);
                        assertEquals(96, example.far() / example.near(), 1e-6);
                    }
                }
                double found = loader.monitor().figures(1).get("cacheHits");
                assertTrue(threads == 1 || found > 0.5, "found " + found);
            }
        }
    }

    @Test
    void scenesOfAnyFormatHaveExamples() {
        Path folder = RealData.require("posed");
        Damage damage = new Damage(note -> {});
        SamplerConfig sampler =
                new SamplerConfig(3, 2, false, new Gap(3, 5), new Gap(3, 5), 0.3, 0.3, 60, 0);
        Examples examples =
                new Examples(
                        clips(folder, new ViewStore(64 << 20), damage),
                        Settings.examples(sampler, Settings.CHANGED),
                        1,
                        3,
                        damage);
        Set<String> scenes = new HashSet<>();
        for (int number = 0; number < 14; number++) {
            Example example = examples.example(number);
            scenes.add(example.scene());
            assertEquals(3, Arrays.stream(example.contextIndices()).distinct().count());
            for (ViewPixels view : example.views()) {
                assertEquals(Settings.WIDTH, view.camera().width());
                assertEquals(3 * Settings.WIDTH * Settings.HEIGHT, view.colors().length);
            }
        }
        assertTrue(scenes.size() >= 4, scenes.toString());
    }

    @Test
    void paintedPicturesAreFartherFromPhotographsThanTheseAreFromEachOther() {
        Path folder = RealData.require("re10k");
        Path lpips = RealData.require("lpips/lpips_squeeze_v0.1.safetensors");
        List<Image> real =
                ViewPictures.sample(
                        clips(folder, new ViewStore(0), new Damage(note -> {})), 40, 64);
        ProceduralImages images = new ProceduralImages(1);
        List<Image> painted = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            painted.add(images.training(i, 64));
        }
        try (Scope scope = Scope.open()) {
            Resplat2d model = Weights.named(Weights.SHIPPED).on(Devices.find("cpu"));
            Perceptual perceptual = Perceptual.read(lpips, Devices.find("cpu"));
            for (Features features :
                    List.of(
                            Features.of("resplat2d", model::features),
                            Features.of(perceptual.name(), perceptual::features))) {
                Map<String, Double> gap =
                        new DomainGap(real, painted, Optional.of(features)).figures();
                String name = "gap_frechet_" + features.name();
                assertTrue(gap.get(name) > 1.5 * gap.get(name + "_halves"), gap.toString());
                assertTrue(gap.get("gap_gradient") > 0.1, gap.toString());
            }
        }
    }
}
