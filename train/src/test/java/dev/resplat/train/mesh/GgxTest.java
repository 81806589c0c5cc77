package dev.resplat.train.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgxTest {
    /** What of a white environment is reflected: without Fresnel's term, and with (1 - V.H)^5. */
    private static double[] reflected(double view, double roughness) {
        double squared = Math.pow(Math.max(roughness * roughness, Ggx.LEAST_ALPHA), 2);
        double sine = Math.sqrt(1 - view * view);
        int steps = 250;
        double all = 0;
        double grazing = 0;
        for (int i = 0; i < steps * steps; i++) {
            // Normals of microfacets, of equal parts of D cos.
            double u = (i / steps + 0.5) / steps;
            double azimuth = Math.PI * (i % steps + 0.5) / steps;
            double cosine = Math.sqrt((1 - u) / (1 + (squared - 1) * u));
            double half = sine * Math.sqrt(1 - cosine * cosine) * Math.cos(azimuth) + view * cosine;
            double light = 2 * half * cosine - view;
            if (light > 0 && half > 0) {
                double shadowing =
                        2
                                * light
                                * view
                                / (light * Math.sqrt(squared + (1 - squared) * view * view)
                                        + view
                                                * Math.sqrt(
                                                        squared + (1 - squared) * light * light));
                double weight = shadowing * half / (cosine * view) / (steps * steps);
                all += weight;
                grazing += weight * Math.pow(1 - half, 5);
            }
        }
        return new double[] {all, grazing};
    }

    @ParameterizedTest
    @ValueSource(floats = {0.03f, 0.1f, 0.3f, 0.7f, 1})
    void microfacetsCoverTheSurface(float alpha) {
        int steps = 20000;
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            double angle = Math.PI / 2 * (i + 0.5) / steps;
            double cosine = Math.cos(angle);
            double projected = 2 * Math.PI * Math.sin(angle) * cosine * Math.PI / 2 / steps;
            sum += projected * Ggx.distribution((float) (cosine * cosine), alpha);
        }
        assertEquals(1, sum, 2e-3);
    }

    @Test
    void noMoreIsReflectedThanComes() {
        for (double roughness = 0; roughness <= 1; roughness += 0.1) {
            for (double view = 0.02; view <= 1; view += 0.07) {
                float scale = Ggx.scale((float) view, (float) roughness);
                float bias = Ggx.bias((float) view, (float) roughness);
                String where = "roughness " + roughness + ", view " + view;
                assertTrue(scale >= 0 && bias >= 0, where);
                assertTrue(scale + bias <= 1.002, where + " reflects " + (scale + bias));
            }
        }
    }

    @Test
    void theTableIsTheIntegral() {
        for (float roughness : new float[] {0.05f, 0.2f, 0.37f, 0.5f, 0.63f, 0.8f, 0.97f}) {
            for (float view : new float[] {0.06f, 0.17f, 0.3f, 0.5f, 0.71f, 0.9f, 0.98f}) {
                double[] expected = reflected(view, roughness);
                float scale = Ggx.scale(view, roughness);
                float bias = Ggx.bias(view, roughness);
                String where = "roughness " + roughness + ", view " + view;
                double allowed = view < 0.1 ? 0.02 : 0.012;
                assertEquals(expected[0], scale + bias, allowed, where);
                assertEquals(expected[1], bias, allowed, where);
            }
        }
    }

    @Test
    void lightIsReflectedTheSameBothWays() {
        for (float alpha : new float[] {0.01f, 0.2f, 0.9f}) {
            for (float light = 0.1f; light < 1; light += 0.2f) {
                for (float view = 0.05f; view < 1; view += 0.2f) {
                    float there = Ggx.visibility(light, view, alpha);
                    assertEquals(there, Ggx.visibility(view, light, alpha), 1e-6f * there);
                }
            }
        }
    }
}
