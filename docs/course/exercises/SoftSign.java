import static dev.resplat.autodiff.Var.wrt;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;

/** Exercise of chapter 1: an operation of your own, {@code y = x / (1 + |x|)}. */
public class SoftSign {
    static Var softSign(Var x) {
        Tensor below = x.value().map(UnaryOp.ABS).add(1);
        Tensor y = x.value().div(below);
        // ---- Your turn: replace the closure. g is the gradient of the loss with respect to y; what
        // it returns is the gradient with respect to x.
        return Var.of("softSign", y, wrt(x, g -> g));
        // ---- That was it.
    }

    public static void main(String[] args) {
        Device device = GradientCheck.device();
        try (Scope scope = Scope.open()) {
            Tensor x = new RandomStream(1).normal(device, Shape.of(4, 3));
            try {
                GradientCheck.check(v -> softSign(v[0]), x);
                System.out.println("right");
            } catch (AssertionError e) {
                System.out.println("not yet: " + e.getMessage());
            }
        }
    }
}
