package dev.resplat.train.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.lightfield.LightFieldConfig;
import dev.resplat.train.loop.TrainingConfig;
import dev.resplat.train.models.MadeExamples;
import dev.resplat.train.pixelsplat.PixelSplatConfig;
import dev.resplat.train.resplat.ResplatConfig;
import dev.resplat.train.synthesis.SynthesisConfig;
import dev.resplat.train.views.SamplerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class CompareConfigTest {
    private static final CompareConfig SHIPPED = Config.named("compare").as(CompareConfig.class);

    private static TrainingConfig training(String name) {
        CompareConfig.Plan plan =
                SHIPPED.trainings().stream()
                        .filter(p -> p.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        return new Trainings(SHIPPED, Path.of("nowhere")).training(plan).config();
    }

    /** A single pass is a ReSplat with other splats, which does not refine; and nothing else. */
    @Test
    void singlePassesHaveTheBudgetOfReSplat() {
        ResplatConfig full = Config.named("resplat-mini").as(ResplatConfig.class);
        for (int times : new int[] {1, 4, 16}) {
            TrainingConfig single = training("single-pass-%dx".formatted(times));
            Set<String> changed =
                    Config.changes(full, (ResplatConfig) single).keySet().stream()
                            .filter(key -> !key.equals("network.points.perPoint"))
                            .collect(Collectors.toSet());
            assertEquals(Set.of("refinement.stages", "refinement.depth"), changed);
            assertEquals(full.budget(), single.budget());
            assertEquals(full.steps(), single.steps());
            assertEquals(full.samplesPerStep(), single.samplesPerStep());
            assertEquals(full.seed(), single.seed());
            assertEquals(times, ((ResplatConfig) single).network().points().perPoint());
            assertEquals(Integer.MAX_VALUE, ((ResplatConfig) single).refinement().first());
        }
    }

    @Test
    void allHaveAsManyExamplesOfTheSameViews() {
        ResplatConfig full = Config.named("resplat-mini").as(ResplatConfig.class);
        SamplerConfig views = MadeExamples.choice();
        for (CompareConfig.Plan plan : SHIPPED.trainings()) {
            SynthesisConfig learned = (SynthesisConfig) training(plan.name());
            assertEquals(
                    (long) full.steps() * full.samplesPerStep(),
                    (long) learned.steps() * learned.samplesPerStep(),
                    plan.name());
            assertEquals(full.seed(), learned.seed());
            SamplerConfig own = learned.data().examples().sampler();
            assertEquals(views.firstGap(), own.firstGap());
            assertEquals(views.lastGap(), own.lastGap());
            assertEquals(views.firstSpread(), own.firstSpread());
            assertEquals(views.lastSpread(), own.lastSpread());
            assertEquals(views.mostAngle(), own.mostAngle());
            assertEquals(
                    full.data().examples().augmentation().scale().probability(),
                    learned.data().examples().augmentation().scale().probability());
        }
    }

    @Test
    void theLightFieldHasTheBudgetOfPixelSplat() {
        LightFieldConfig rays = (LightFieldConfig) training("lightfield-wide");
        PixelSplatConfig splats = (PixelSplatConfig) training("pixelsplat-wide");
        assertEquals(splats.budget(), rays.budget());
        assertEquals(splats.steps(), rays.steps());
        assertEquals(splats.data(), rays.data());
    }

    @Test
    void aBudgetIsANumberOfScenes() {
        assertEquals(SHIPPED.scenes(), SHIPPED.scenesIn(25));
        assertEquals(1, SHIPPED.scenesIn(0.01));
        assertTrue(SHIPPED.scenesIn(50) == 2 * SHIPPED.scenes());
        assertEquals(
                SHIPPED.with(3),
                Config.named("compare").with(List.of("scenes=3")).as(CompareConfig.class));
    }

    private static String plan(String name) {
        return "{name: %s, title: t, family: f, views: [2], base: b, changes: []}".formatted(name);
    }

    @Test
    void whatIsWrongIsNamed() {
        for (String value :
                List.of(
                        "scenes=0",
                        "size=8",
                        "views=[8]",
                        "views=[2,2]",
                        "depth=9",
                        "optimization.steps=[0]",
                        "optimization.steps=[9,9]",
                        "trainings=[%s,%s]".formatted(plan("a"), plan("a")),
                        "trainings=[%s]".formatted(plan("resplat-64")),
                        "trainings=[%s]".formatted(plan("A b")),
                        "optimization.changes=[maxSplats=9, steps=3]",
                        "optimization.changes=[seed=3]",
                        "pixelsPerSplat=0",
                        "warmUpSeconds=-1")) {
            Config config = Config.named("compare").with(List.of(value));
            String message =
                    assertThrows(UserMistake.class, () -> config.as(CompareConfig.class))
                            .getMessage();
            assertTrue(message.contains("configs/compare.yaml"), message);
            assertTrue(message.contains("must be"), message);
        }
    }
}
