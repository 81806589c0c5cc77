package dev.resplat.train.pixelsplat;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.synthesis.ContextViews;
import java.util.List;
import java.util.Map;

/**
 * The epipolar transformer as its formulas stand, number by number: features are sampled, encoded
 * depths added, keys and values made of each sum.
 */
final class SlowEpipolar {
    private final Map<String, Var> parameters;
    private final EpipolarConfig config;
    private final int features;

    SlowEpipolar(Map<String, Var> parameters, EpipolarConfig config, int features) {
        this.parameters = parameters;
        this.config = config;
        this.features = features;
    }

    /** A map {@code [n, h, w, c]}. */
    private record Maps(double[] x, int n, int h, int w, int c) {
        static Maps zeros(int n, int h, int w, int c) {
            return new Maps(new double[n * h * w * c], n, h, w, c);
        }

        int at(int i, int y, int x) {
            return ((i * h + y) * w + x) * c;
        }

        Maps plus(Maps other) {
            Maps sum = zeros(n, h, w, c);
            for (int i = 0; i < x.length; i++) {
                sum.x[i] = x[i] + other.x[i];
            }
            return sum;
        }
    }

    private double[] parameter(String name) {
        return parameters.get(name).value().toDoubles();
    }

    double[] forward(Tensor x, ContextViews context, List<EpipolarGeometry> scenes) {
        Maps small = downscaled(x);
        Maps original = small;
        for (int i = 0; i < config.layers(); i++) {
            String block = "transformer.layers." + i + ".";
            small = small.plus(cross(block, small, original, context.views(), scenes, null));
            Maps own = normalized(block + "1.norm", small);
            small = small.plus(own).plus(self(block + "1.fn.self_attention.", own));
        }
        Maps large = expanded("upscaler", small, config.downscale(), features);
        Maps hidden = convolved("upscale_refinement.0", large, 2 * features);
        for (int i = 0; i < hidden.x.length; i++) {
            hidden.x[i] = gelu(hidden.x[i]);
        }
        return large.plus(convolved("upscale_refinement.2", hidden, features)).x;
    }

    /** The mean weights of the first layer. */
    double[] weights(Tensor x, ContextViews context, List<EpipolarGeometry> scenes) {
        Maps small = downscaled(x);
        int keys = (context.views() - 1) * config.samples();
        double[] weights = new double[small.n * small.h * small.w * keys];
        cross("transformer.layers.0.", small, small, context.views(), scenes, weights);
        return weights;
    }

    private Maps downscaled(Tensor x) {
        int[] s = x.shape().dims();
        Maps full = new Maps(x.toDoubles(), s[0], s[1], s[2], s[3]);
        return reduced("downscaler", full, config.downscale(), features);
    }

    private Maps cross(
            String block,
            Maps x,
            Maps original,
            int views,
            List<EpipolarGeometry> scenes,
            double[] weights) {
        int samples = config.samples();
        int keys = (views - 1) * samples;
        int width = config.headWidth();
        int inner = config.heads() * width;
        Maps normalized = normalized(block + "0.norm", x);
        Maps y = Maps.zeros(x.n, x.h, x.w, features);
        for (int image = 0; image < x.n; image++) {
            EpipolarGeometry scene = scenes.get(image / views);
            int v = image % views;
            for (int q = 0; q < x.h * x.w; q++) {
                double[] query =
                        linear(
                                normalized.x,
                                (image * x.h * x.w + q) * features,
                                features,
                                block + "0.fn.to_q",
                                inner);
                double[][] kv = new double[keys][];
                for (int o = 0; o < views - 1; o++) {
                    int other = image - v + (o < v ? o : o + 1);
                    int line = (v * (views - 1) + o) * x.h * x.w + q;
                    for (int s = 0; s < samples; s++) {
                        int at = line * samples + s;
                        double[] sum = new double[features];
                        if (scene.seen()[line]) {
                            sum =
                                    sampled(
                                            original,
                                            other,
                                            scene.places()[2 * at],
                                            scene.places()[2 * at + 1]);
                        }
                        addDepth(sum, scene.disparities()[at]);
                        kv[o * samples + s] =
                                linear(sum, 0, features, block + "0.fn.to_kv", 2 * inner);
                    }
                }
                double[] found = new double[inner];
                for (int h = 0; h < config.heads(); h++) {
                    double[] p = attention(query, kv, h * width, width);
                    for (int j = 0; j < keys; j++) {
                        for (int d = h * width; d < (h + 1) * width; d++) {
                            found[d] += p[j] * kv[j][inner + d];
                        }
                        if (weights != null) {
                            int at = (image * x.h * x.w + q) * keys + j;
                            weights[at] += p[j] / config.heads();
                        }
                    }
                }
                double[] out = linear(found, 0, inner, block + "0.fn.to_out.0", features);
                System.arraycopy(out, 0, y.x, (image * x.h * x.w + q) * features, features);
            }
        }
        return y;
    }

    private void addDepth(double[] sum, double disparity) {
        int octaves = config.octaves();
        if (octaves == 0) {
            return;
        }
        double[] waves = new double[2 * octaves];
        for (int k = 0; k < octaves; k++) {
            double angle = 2 * Math.PI * Math.scalb(disparity, k);
            waves[2 * k] = Math.sin(angle);
            waves[2 * k + 1] = Math.cos(angle);
        }
        double[] encoded = linear(waves, 0, waves.length, "depth_encoding.1", features);
        for (int c = 0; c < features; c++) {
            sum[c] += encoded[c];
        }
    }

    private double[] sampled(Maps maps, int image, double x, double y) {
        double u = (x + 1) / 2 * maps.w - 0.5;
        double v = (y + 1) / 2 * maps.h - 0.5;
        double[] sum = new double[maps.c];
        for (int row = 0; row < maps.h; row++) {
            for (int column = 0; column < maps.w; column++) {
                double near =
                        Math.max(0, 1 - Math.abs(u - column)) * Math.max(0, 1 - Math.abs(v - row));
                for (int c = 0; c < maps.c; c++) {
                    sum[c] += near * maps.x[maps.at(image, row, column) + c];
                }
            }
        }
        return sum;
    }

    private static double[] attention(double[] query, double[][] keys, int from, int width) {
        double[] p = new double[keys.length];
        double sum = 0;
        for (int j = 0; j < p.length; j++) {
            double dot = 0;
            for (int d = from; d < from + width; d++) {
                dot += query[d] * keys[j][d];
            }
            p[j] = Math.exp(dot / Math.sqrt(width));
            sum += p[j];
        }
        for (int j = 0; j < p.length; j++) {
            p[j] /= sum;
        }
        return p;
    }

    private Maps self(String path, Maps x) {
        EpipolarConfig.SelfAttention self = config.selfAttention();
        int width = self.width();
        int inner = self.heads() * self.headWidth();
        Maps map = reduced(path + "patch_embedder.0", x, self.patch(), width);
        int tokens = map.h * map.w;
        for (int i = 0; i < map.n * tokens; i++) {
            double[] xy = {(i % map.w + 0.5) / map.w, (i / map.w % map.h + 0.5) / map.h};
            double[] waves = new double[4 * self.octaves()];
            for (int k = 0; k < 2 * self.octaves(); k++) {
                double angle =
                        2
                                * Math.PI
                                * Math.scalb((float) xy[k / self.octaves()], k % self.octaves());
                waves[2 * k] = Math.sin(angle);
                waves[2 * k + 1] = Math.cos(angle);
            }
            double[] place = linear(waves, 0, waves.length, path + "positional_encoding.1", width);
            for (int c = 0; c < width; c++) {
                map.x[i * width + c] = Math.max(0, map.x[i * width + c]) + place[c];
            }
        }
        for (int layer = 0; layer < self.layers(); layer++) {
            String block = path + "transformer.layers." + layer + ".";
            Maps normalized = normalized(block + "0.norm", map);
            for (int n = 0; n < map.n; n++) {
                double[][] qkv = new double[tokens][];
                double[][] keys = new double[tokens][];
                for (int i = 0; i < tokens; i++) {
                    int at = (n * tokens + i) * width;
                    qkv[i] = linear(normalized.x, at, width, block + "0.fn.to_qkv", 3 * inner);
                    keys[i] = java.util.Arrays.copyOfRange(qkv[i], inner, 2 * inner);
                }
                for (int i = 0; i < tokens; i++) {
                    double[] found = new double[inner];
                    for (int h = 0; h < self.heads(); h++) {
                        int from = h * self.headWidth();
                        double[] p = attention(qkv[i], keys, from, self.headWidth());
                        for (int j = 0; j < tokens; j++) {
                            for (int d = from; d < from + self.headWidth(); d++) {
                                found[d] += p[j] * qkv[j][2 * inner + d];
                            }
                        }
                    }
                    add(
                            map,
                            (n * tokens + i) * width,
                            linear(found, 0, inner, block + "0.fn.to_out.0", width));
                }
            }
            normalized = normalized(block + "1.norm", map);
            for (int i = 0; i < map.n * tokens; i++) {
                double[] hidden =
                        linear(normalized.x, i * width, width, block + "1.fn.net.0", self.hidden());
                for (int c = 0; c < hidden.length; c++) {
                    hidden[c] = gelu(hidden[c]);
                }
                add(map, i * width, linear(hidden, 0, hidden.length, block + "1.fn.net.3", width));
            }
        }
        return expanded(path + "resampler", map, self.patch(), features);
    }

    private static void add(Maps map, int at, double[] x) {
        for (int c = 0; c < x.length; c++) {
            map.x[at + c] += x[c];
        }
    }

    private static double gelu(double x) {
        return x * dev.resplat.tensor.Scalars.normalCdf(x);
    }

    private Maps normalized(String name, Maps x) {
        double[] weight = parameter(name + ".weight");
        double[] bias = parameter(name + ".bias");
        Maps y = Maps.zeros(x.n, x.h, x.w, x.c);
        for (int i = 0; i < x.x.length; i += x.c) {
            double mean = 0;
            double square = 0;
            for (int c = 0; c < x.c; c++) {
                mean += x.x[i + c] / x.c;
            }
            for (int c = 0; c < x.c; c++) {
                square += (x.x[i + c] - mean) * (x.x[i + c] - mean) / x.c;
            }
            for (int c = 0; c < x.c; c++) {
                y.x[i + c] = (x.x[i + c] - mean) / Math.sqrt(square + 1e-5) * weight[c] + bias[c];
            }
        }
        return y;
    }

    private double[] linear(double[] x, int at, int in, String name, int out) {
        double[] weight = parameter(name + ".weight");
        double[] y = new double[out];
        if (parameters.containsKey(name + ".bias")) {
            y = parameter(name + ".bias");
        }
        for (int i = 0; i < in; i++) {
            for (int j = 0; j < out; j++) {
                y[j] += x[at + i] * weight[i * out + j];
            }
        }
        return y;
    }

    /** Each tile as one pixel. */
    private Maps reduced(String name, Maps x, int scale, int out) {
        double[] weight = parameter(name + ".weight");
        double[] bias = parameter(name + ".bias");
        Maps y = Maps.zeros(x.n, x.h / scale, x.w / scale, out);
        for (int i = 0; i < y.x.length; i++) {
            int c = i % out;
            int column = i / out % y.w;
            int row = i / out / y.w % y.h;
            int n = i / out / y.w / y.h;
            double sum = bias[c];
            for (int t = 0; t < scale * scale; t++) {
                int at = x.at(n, row * scale + t / scale, column * scale + t % scale);
                for (int k = 0; k < x.c; k++) {
                    sum += x.x[at + k] * weight[(t * x.c + k) * out + c];
                }
            }
            y.x[i] = sum;
        }
        return y;
    }

    /** Each pixel as a tile. */
    private Maps expanded(String name, Maps x, int scale, int out) {
        double[] weight = parameter(name + ".weight");
        double[] bias = parameter(name + ".bias");
        Maps y = Maps.zeros(x.n, x.h * scale, x.w * scale, out);
        for (int i = 0; i < y.x.length; i++) {
            int c = i % out;
            int column = i / out % y.w;
            int row = i / out / y.w % y.h;
            int n = i / out / y.w / y.h;
            int at = x.at(n, row / scale, column / scale);
            int tap = row % scale * scale + column % scale;
            y.x[i] = bias[c];
            for (int k = 0; k < x.c; k++) {
                y.x[i] += x.x[at + k] * weight[(tap * out + c) * x.c + k];
            }
        }
        return y;
    }

    /** With as many pixels around as keep the size. */
    private Maps convolved(String name, Maps x, int out) {
        double[] weight = parameter(name + ".weight");
        double[] bias = parameter(name + ".bias");
        int kernel = config.refineKernel();
        Maps y = Maps.zeros(x.n, x.h, x.w, out);
        for (int i = 0; i < y.x.length; i++) {
            int c = i % out;
            int column = i / out % y.w;
            int row = i / out / y.w % y.h;
            int n = i / out / y.w / y.h;
            y.x[i] = bias[c];
            for (int t = 0; t < kernel * kernel; t++) {
                int r = row + t / kernel - kernel / 2;
                int q = column + t % kernel - kernel / 2;
                if (r >= 0 && r < x.h && q >= 0 && q < x.w) {
                    for (int k = 0; k < x.c; k++) {
                        y.x[i] += x.x[x.at(n, r, q) + k] * weight[(t * x.c + k) * out + c];
                    }
                }
            }
        }
        return y;
    }
}
