import java.util.Random;

/** Exercise of chapter 3: the gradient of a pixel with respect to the opacities in front of it. */
public class Blend {
    /** Front to back: {@code sum of color_i alpha_i T_i}, with {@code T_i = prod_j<i (1 - alpha_j)}. */
    static double blend(double[] colors, double[] alphas) {
        double pixel = 0;
        double transmittance = 1;
        for (int i = 0; i < colors.length; i++) {
            pixel += colors[i] * alphas[i] * transmittance;
            transmittance *= 1 - alphas[i];
        }
        return pixel;
    }

    /** The derivative of the pixel with respect to each alpha. */
    static double[] gradient(double[] colors, double[] alphas) {
        double[] gradient = new double[alphas.length];
        // ---- Your turn: alpha_i adds its own colour, and hides what is behind it. What is behind is the
        // pixel less what has been passed: one loop from front to back is enough, as in the engine;
        // two loops are right, too.
        // ---- That was it.
        return gradient;
    }

    public static void main(String[] args) {
        Random random = new Random(1);
        double worst = 0;
        for (int trial = 0; trial < 100; trial++) {
            double[] colors = random.doubles(12, 0, 1).toArray();
            double[] alphas = random.doubles(12, 0, 0.9).toArray();
            double[] gradient = gradient(colors, alphas);
            for (int i = 0; i < alphas.length; i++) {
                double[] more = alphas.clone();
                double[] less = alphas.clone();
                more[i] += 1e-6;
                less[i] -= 1e-6;
                double expected = (blend(colors, more) - blend(colors, less)) / 2e-6;
                worst = Math.max(worst, Math.abs(gradient[i] - expected));
            }
        }
        System.out.println(worst < 1e-8 ? "right" : "not yet: derivatives differ by up to " + worst);
    }
}
