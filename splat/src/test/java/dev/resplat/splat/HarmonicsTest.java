package dev.resplat.splat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spherical harmonics against what defines them. */
class HarmonicsTest {
    private static final int DEGREE = Splats3d.MAX_DEGREE;
    private static final int TERMS = Splats3d.terms(DEGREE);

    /** Exact for polynomials in z up to degree 15. */
    private static final int NODES = 8;

    /** Exact for waves around the axis up to order 15. */
    private static final int AROUND = 16;

    /** The node k and its weight in a Gauss-Legendre quadrature of [-1, 1]. */
    private static double[] node(int k) {
        double x = Math.cos(Math.PI * (k + 0.75) / (NODES + 0.5));
        double slope = 0;
        for (int i = 0; i < 20; i++) {
            slope = NODES * (x * legendre(NODES, x) - legendre(NODES - 1, x)) / (x * x - 1);
            x -= legendre(NODES, x) / slope;
        }
        return new double[] {x, 2 / ((1 - x * x) * slope * slope)};
    }

    private static double legendre(int degree, double x) {
        double before = 0;
        double p = 1;
        for (int l = 1; l <= degree; l++) {
            double next = ((2 * l - 1) * x * p - (l - 1) * before) / l;
            before = p;
            p = next;
        }
        return p;
    }

    @Test
    void termsAreOrthonormalOnTheSphere() {
        double[][] products = new double[TERMS][TERMS];
        double[] terms = new double[TERMS];
        for (int k = 0; k < NODES; k++) {
            double[] node = node(k);
            double r = Math.sqrt(1 - node[0] * node[0]);
            for (int j = 0; j < AROUND; j++) {
                double angle = 2 * Math.PI * (j + 0.3) / AROUND;
                Harmonics.terms(DEGREE, r * Math.cos(angle), r * Math.sin(angle), node[0], terms);
                double weight = node[1] * 2 * Math.PI / AROUND;
                for (int a = 0; a < TERMS; a++) {
                    for (int b = 0; b < TERMS; b++) {
                        products[a][b] += weight * terms[a] * terms[b];
                    }
                }
            }
        }
        for (int a = 0; a < TERMS; a++) {
            for (int b = 0; b < TERMS; b++) {
                assertEquals(a == b ? 1 : 0, products[a][b], 1e-12, a + " and " + b);
            }
        }
    }

    /**
     * The addition theorem: {@code sum_m Y_lm(u) Y_lm(v) = (2 l + 1) / (4 pi) P_l(u . v)}: a degree
     * is closed under rotations.
     */
    @Test
    void productsOfADegreeDependOnTheAngleOnly() {
        double[] u = {2.0 / 3, -1.0 / 3, 2.0 / 3};
        double[] v = {-0.36, 0.48, 0.8};
        double dot = u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
        double[] a = new double[TERMS];
        double[] b = new double[TERMS];
        Harmonics.terms(DEGREE, u[0], u[1], u[2], a);
        Harmonics.terms(DEGREE, v[0], v[1], v[2], b);
        for (int l = 0; l <= DEGREE; l++) {
            double sum = 0;
            for (int k = l * l; k < (l + 1) * (l + 1); k++) {
                sum += a[k] * b[k];
            }
            double expected = (2 * l + 1) / (4 * Math.PI) * legendre(l, dot);
            assertEquals(expected, sum, 1e-12, "degree " + l);
        }
    }

    @Test
    void theFirstTermsAreThoseOf3dgs() {
        double[] y = new double[4];
        Harmonics.terms(1, 0.48, -0.6, 0.64, y);
        assertEquals(0.28209479177387814, y[0], 1e-15);
        assertEquals(-0.4886025119029199 * -0.6, y[1], 1e-15);
        assertEquals(0.4886025119029199 * 0.64, y[2], 1e-15);
        assertEquals(-0.4886025119029199 * 0.48, y[3], 1e-15);
        assertEquals(y[0], Harmonics.DC);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void gradientsAreThoseOfTheTerms(int degree) {
        double[] x = {0.3, -0.7, 0.45};
        double step = 1e-5;
        int terms = Splats3d.terms(degree);
        for (int k = 0; k < terms; k++) {
            double[] w = new double[terms];
            w[k] = 1;
            double[] g = {9, 9, 9};
            Harmonics.gradient(degree, x[0], x[1], x[2], w, g);
            for (int i = 0; i < 3; i++) {
                double slope = (term(k, x, i, step) - term(k, x, i, -step)) / (2 * step);
                assertEquals(slope, g[i], 1e-8, "term " + k + ", axis " + i);
            }
        }
    }

    private static double term(int k, double[] x, int axis, double step) {
        double[] moved = x.clone();
        moved[axis] += step;
        double[] terms = new double[TERMS];
        Harmonics.terms(DEGREE, moved[0], moved[1], moved[2], terms);
        return terms[k];
    }

    /**
     * The direction of a colour is from the camera to the splat: of three coefficients of degree 1,
     * red goes with -y, green with z, blue with -x of it.
     */
    @Test
    void aColorDependsOnWhereItIsSeenFrom() {
        Device device = new ReferenceDevice();
        Splats3d splat = InFront.one(0, 2, 30, 0.5f, 0.5f, 0.5f);
        float[] sh = new float[12];
        sh[3] = 0.5f;
        sh[7] = 0.5f;
        sh[11] = 0.5f;
        Splats3d directed =
                new Splats3d(
                        1,
                        splat.means(),
                        splat.quats(),
                        splat.logScales(),
                        splat.opacityLogits(),
                        sh);
        // rows are the axes of the camera: it looks along its third
        double[][] rotations = {
            {1, 0, 0, 0, 1, 0, 0, 0, 1},
            {1, 0, 0, 0, -1, 0, 0, 0, -1},
            {0, 0, 1, 1, 0, 0, 0, 1, 0},
            {0, 0, -1, 0, 1, 0, 1, 0, 0},
            {0, 1, 0, 0, 0, -1, -1, 0, 0}
        };
        for (double[] r : rotations) {
            double[] pose = {
                r[0], r[1], r[2], 0, r[3], r[4], r[5], 0, r[6], r[7], r[8], 5, 0, 0, 0, 1
            };
            Camera camera = new Camera(1, 1, 1, 1, 0.5, 0.5, pose);
            float[] color = directed.render(device, camera, Options.of(1));
            double c1 = Math.sqrt(3 / (4 * Math.PI));
            double full = BlendMode.MAX_ALPHA;
            assertEquals(full * (0.5 - 0.5 * c1 * r[7]), color[0], 1e-6);
            assertEquals(full * (0.5 + 0.5 * c1 * r[8]), color[1], 1e-6);
            assertEquals(full * (0.5 - 0.5 * c1 * r[6]), color[2], 1e-6);
        }
    }
}
