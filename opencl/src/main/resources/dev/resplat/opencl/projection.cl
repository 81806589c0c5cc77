// Splats in space, their covariances and their footprints; ProjectionKernels has the formulas.
// One work-item per splat.
//
// COVARIANCE, FOOTPRINT: elements of a splat's covariance and of its footprint
// LEAST_COMPENSATION:    of those that have a gradient
// GROUP:                 work-items of a work-group, a power of two
// POSE:                  elements of [R t], the upper three rows of worldToCamera

#include "pairs.cl"
#include "sums.cl"

// ---- Matrices of 3 x 3 -------------------------------------------------------------------------

// By its rows.
typedef struct {
    float3 r0, r1, r2;
} Matrix;

// A symmetric one of (xx, xy, xz, yy, yz, zz).
Matrix symmetric(__global const float *v) {
    Matrix m;
    m.r0 = (float3)(v[0], v[1], v[2]);
    m.r1 = (float3)(v[1], v[3], v[4]);
    m.r2 = (float3)(v[2], v[4], v[5]);
    return m;
}

// v^T m
float3 rowTimes(float3 v, Matrix m) {
    return v.x * m.r0 + v.y * m.r1 + v.z * m.r2;
}

// v^T m, of a symmetric m
Row exactRowTimes(float3 v, Matrix m) {
    Row row;
    row.x = dotOf(v, m.r0);
    row.y = dotOf(v, m.r1);
    row.z = dotOf(v, m.r2);
    return row;
}

Matrix product(Matrix a, Matrix b) {
    Matrix m;
    m.r0 = rowTimes(a.r0, b);
    m.r1 = rowTimes(a.r1, b);
    m.r2 = rowTimes(a.r2, b);
    return m;
}

// Each column times a number, m diag(s)
Matrix columnsTimes(Matrix m, float3 s) {
    m.r0 *= s;
    m.r1 *= s;
    m.r2 *= s;
    return m;
}

// ---- Covariances -------------------------------------------------------------------------------

// A unit quaternion, and one over what its length was, or zero if that was zero.
typedef struct {
    float w, x, y, z;
    float inverse;
} Turn;

Turn turn(__global const float *quat) {
    float4 q = vload4(0, quat);
    // squares of the longest and the shortest numbers are not floats
    float largest = fmax(fmax(fabs(q.x), fabs(q.y)), fmax(fabs(q.z), fabs(q.w)));
    bool none = largest == 0.0f;
    q /= none ? 1.0f : largest;
    float norm = sqrt(dot(q, q));
    q = none ? (float4)(1.0f, 0.0f, 0.0f, 0.0f) : q / norm;
    Turn result = {q.x, q.y, q.z, q.w, none ? 0.0f : 1.0f / norm / largest};
    return result;
}

Matrix rotation(Turn q) {
    Matrix r;
    r.r0 = (float3)(
            1.0f - 2.0f * (q.y * q.y + q.z * q.z),
            2.0f * (q.x * q.y - q.w * q.z),
            2.0f * (q.x * q.z + q.w * q.y));
    r.r1 = (float3)(
            2.0f * (q.x * q.y + q.w * q.z),
            1.0f - 2.0f * (q.x * q.x + q.z * q.z),
            2.0f * (q.y * q.z - q.w * q.x));
    r.r2 = (float3)(
            2.0f * (q.x * q.z - q.w * q.y),
            2.0f * (q.y * q.z + q.w * q.x),
            1.0f - 2.0f * (q.x * q.x + q.y * q.y));
    return r;
}

// From the gradient g of the rotation: that of the unit quaternion, and of it what is across it.
float4 rotationGrad(Turn q, Matrix g) {
    float3 less = (float3)(g.r2.y - g.r1.z, g.r0.z - g.r2.x, g.r1.x - g.r0.y);
    float3 more = (float3)(g.r2.y + g.r1.z, g.r0.z + g.r2.x, g.r1.x + g.r0.y);
    float3 trace = (float3)(g.r1.y + g.r2.z, g.r0.x + g.r2.z, g.r0.x + g.r1.y);
    float4 gradQ =
            2.0f
            * (float4)(
                    q.x * less.x + q.y * less.y + q.z * less.z,
                    q.w * less.x + q.y * more.z + q.z * more.y - 2.0f * q.x * trace.x,
                    q.w * less.y + q.x * more.z + q.z * more.x - 2.0f * q.y * trace.y,
                    q.w * less.z + q.x * more.y + q.y * more.x - 2.0f * q.z * trace.z);
    float4 unit = (float4)(q.w, q.x, q.y, q.z);
    return q.inverse * (gradQ - dot(gradQ, unit) * unit);
}

// S = M M^T with M = R diag(s)
__kernel void covariance(
        __global const float *quats,
        __global const float *logScales,
        __global float *covariances,
        int n) {
    int i = get_global_id(0);
    if (i < n) {
        Matrix m = columnsTimes(rotation(turn(quats + 4 * i)), exp(vload3(i, logScales)));
        __global float *S = covariances + COVARIANCE * i;
        S[0] = dotOf(m.r0, m.r0).x;
        S[1] = dotOf(m.r0, m.r1).x;
        S[2] = dotOf(m.r0, m.r2).x;
        S[3] = dotOf(m.r1, m.r1).x;
        S[4] = dotOf(m.r1, m.r2).x;
        S[5] = dotOf(m.r2, m.r2).x;
    }
}

// dM = 2 G M, of which dR = dM diag(s), and ds = diag(R^T dM) times s, as scales are exponentials
__kernel void covarianceGrad(
        __global const float *quats,
        __global const float *logScales,
        __global const float *gradCovariances,
        __global float *gradQuats,
        __global float *gradLogScales,
        int n) {
    int i = get_global_id(0);
    if (i < n) {
        float3 s = exp(vload3(i, logScales));
        Turn q = turn(quats + 4 * i);
        Matrix m = columnsTimes(rotation(q), s);
        // 2 G: what is off the diagonal has been counted twice
        Matrix g = symmetric(gradCovariances + COVARIANCE * i);
        g.r0.x *= 2.0f;
        g.r1.y *= 2.0f;
        g.r2.z *= 2.0f;
        Matrix gradM = product(g, m);
        vstore3(gradM.r0 * m.r0 + gradM.r1 * m.r1 + gradM.r2 * m.r2, i, gradLogScales);
        vstore4(rotationGrad(q, columnsTimes(gradM, s)), i, gradQuats);
    }
}

// ---- Footprints --------------------------------------------------------------------------------

typedef struct {
    float fx, fy, cx, cy, near, blur;
    float left, right, top, bottom;
} Lens;

// A splat as the camera sees it. Covariances are in units of square pixels, a power of two that
// makes them about one, so that determinants are floats.
typedef struct {
    float x, y, z;        // the centre in the frame of the camera
    float slopeX, slopeY; // of the ray to it, not beyond the margins
    Matrix r;             // the rotation of the camera
    float3 a0, a1;        // J R
    Row b0, b1;           // J R S
    Pair c00, c01, c11;   // C, before it is blurred
    Pair d00, d11;        // and when it is, with the same c01
    float perUnit;        // one over the unit
    float blur;           // in units
    float det;            // of the blurred one
    float ratio;          // of the determinants of C and of the blurred one
} Projected;

// A row of the pose times a point: a scene may be far larger than what is seen of it.
float transformed(__global const float *row, float3 point) {
    return plus(dotOf(vload3(0, row), point), (Pair)(row[3], 0.0f)).x;
}

// One over a power of two that no element of C + blur I exceeds by far; NaN if there is none.
float perUnit(Matrix s, float3 a0, float3 a1, float blur) {
    float elements =
            fabs(s.r0.x) + fabs(s.r1.y) + fabs(s.r2.z)
            + 2.0f * (fabs(s.r0.y) + fabs(s.r0.z) + fabs(s.r1.z));
    float most = elements * (dot(a0, a0) + dot(a1, a1)) + blur;
    return most > 0.0f && isfinite(most) ? ldexp(1.0f, -max(ilogb(most), -126)) : NAN;
}

// Takes a splat; false when it is not there.
bool takeSplat(
        Lens lens,
        __global const float *mean,
        __global const float *covariance,
        __global const float *pose,
        Projected *p) {
    float3 m = vload3(0, mean);
    p->x = transformed(pose, m);
    p->y = transformed(pose + 4, m);
    p->z = transformed(pose + 8, m);
    if (!(p->z >= lens.near) || !isfinite(p->x) || !isfinite(p->y) || !isfinite(p->z)) {
        return false;
    }
    p->r.r0 = vload3(0, pose);
    p->r.r1 = vload3(0, pose + 4);
    p->r.r2 = vload3(0, pose + 8);
    p->slopeX = clamp(p->x / p->z, lens.left, lens.right);
    p->slopeY = clamp(p->y / p->z, lens.top, lens.bottom);
    p->a0 = lens.fx / p->z * (p->r.r0 - p->slopeX * p->r.r2);
    p->a1 = lens.fy / p->z * (p->r.r1 - p->slopeY * p->r.r2);
    Matrix s = symmetric(covariance);
    p->perUnit = perUnit(s, p->a0, p->a1, lens.blur);
    s.r0 *= p->perUnit;
    s.r1 *= p->perUnit;
    s.r2 *= p->perUnit;
    p->blur = lens.blur * p->perUnit;
    p->b0 = exactRowTimes(p->a0, s);
    p->b1 = exactRowTimes(p->a1, s);
    p->c00 = dotOfRow(p->b0, p->a0);
    p->c01 = dotOfRow(p->b0, p->a1);
    p->c11 = dotOfRow(p->b1, p->a1);
    p->d00 = plus(p->c00, (Pair)(p->blur, 0.0f));
    p->d11 = plus(p->c11, (Pair)(p->blur, 0.0f));
    p->det = difference(p->d00, p->d11, p->c01, p->c01).x;
    if (!(p->det > 0.0f) || !isfinite(p->det)) {
        return false;
    }
    p->ratio = fmax(difference(p->c00, p->c11, p->c01, p->c01).x, 0.0f) / p->det;
    return true;
}

__kernel void project(
        __global const float *means,
        __global const float *covariances,
        __global const float *worldToCamera,
        __global float *footprints,
        float fx,
        float fy,
        float cx,
        float cy,
        float near,
        float blur,
        float left,
        float right,
        float top,
        float bottom,
        int n) {
    int i = get_global_id(0);
    if (i >= n) {
        return;
    }
    Lens lens = {fx, fy, cx, cy, near, blur, left, right, top, bottom};
    __global float *F = footprints + FOOTPRINT * i;
    Projected p;
    if (!takeSplat(lens, means + 3 * i, covariances + COVARIANCE * i, worldToCamera, &p)) {
        for (int k = 0; k < FOOTPRINT; k++) {
            F[k] = 0.0f;
        }
        return;
    }
    F[0] = fx * (p.x / p.z) + cx;
    F[1] = fy * (p.y / p.z) + cy;
    F[2] = p.d11.x / p.det * p.perUnit;
    F[3] = -p.c01.x / p.det * p.perUnit;
    F[4] = p.d00.x / p.det * p.perUnit;
    F[5] = p.z;
    F[6] = sqrt(p.ratio);
}

// (a b - c d) / det of rows b and d
float3 quotient(Pair a, Row b, Pair c, Row d, float det) {
    return (float3)(
            difference(a, b.x, c, d.x).x / det,
            difference(a, b.y, c, d.y).x / det,
            difference(a, b.z, c, d.z).x / det);
}

// (J R)^T H (J R), where elements off the diagonal count twice
void writeCovarianceGrad(Projected *p, float h00, float h01, float h11, __global float *gradS) {
    float3 v0 = h00 * p->a0 + h01 * p->a1;
    float3 v1 = h01 * p->a0 + h11 * p->a1;
    gradS[0] = p->a0.x * v0.x + p->a1.x * v1.x;
    gradS[1] = 2.0f * (p->a0.x * v0.y + p->a1.x * v1.y);
    gradS[2] = 2.0f * (p->a0.x * v0.z + p->a1.x * v1.z);
    gradS[3] = p->a0.y * v0.y + p->a1.y * v1.y;
    gradS[4] = 2.0f * (p->a0.y * v0.z + p->a1.y * v1.z);
    gradS[5] = p->a0.z * v0.z + p->a1.z * v1.z;
}

// Gradients of a splat that was taken; those of the rows of the pose are in g0, g1 and g2.
//
// With K the conic, G its gradient, D = C + blur I, and adj C the adjugate,
//
//     d K            = -K dC K
//     d compensation = blur / (2 compensation det D) trace(adj(C) K dC)
//
// so the gradient of C is H = W K, and that of J R, which is 2 H J R S, is 2 W (K J R S), where
// W = blur gradCompensation / (2 compensation det D) adj C - K G.
void writeProjectGrad(
        Lens lens,
        Projected *p,
        float3 mean,
        __global const float *gradF,
        __global float *gradM,
        __global float *gradS,
        float4 *g0,
        float4 *g1,
        float4 *g2) {
    float ka = p->d11.x / p->det * p->perUnit;
    float kb = -p->c01.x / p->det * p->perUnit;
    float kc = p->d00.x / p->det * p->perUnit;
    float ga = gradF[2];
    float gb = 0.5f * gradF[3];
    float gc = gradF[4];
    float root = sqrt(p->ratio);
    float steep =
            root < LEAST_COMPENSATION ? 0.0f : p->blur * gradF[6] / (2.0f * root) / p->det;
    float w00 = steep * p->c11.x - (ka * ga + kb * gb);
    float w01 = -steep * p->c01.x - (ka * gb + kb * gc);
    float w10 = -steep * p->c01.x - (kb * ga + kc * gb);
    float w11 = steep * p->c00.x - (kb * gb + kc * gc);
    writeCovarianceGrad(
            p, w00 * ka + w01 * kb, w00 * kb + w01 * kc, w10 * kb + w11 * kc, gradS);

    // K J R S, of which units cancel
    float3 kb0 = quotient(p->d11, p->b0, p->c01, p->b1, p->det);
    float3 kb1 = quotient(p->d00, p->b1, p->c01, p->b0, p->det);
    float3 gradA0 = 2.0f * (w00 * kb0 + w01 * kb1);
    float3 gradA1 = 2.0f * (w10 * kb0 + w11 * kb1);

    // J: four elements that are not zero
    float jx = lens.fx / p->z;
    float jy = lens.fy / p->z;
    float gradJ00 = dot(gradA0, p->r.r0);
    float gradJ02 = dot(gradA0, p->r.r2);
    float gradJ11 = dot(gradA1, p->r.r1);
    float gradJ12 = dot(gradA1, p->r.r2);

    // slopes of the centre, which J has too where it is within the margins
    float ratioX = p->x / p->z;
    float ratioY = p->y / p->z;
    float gradX = (lens.fx * gradF[0] - (ratioX == p->slopeX ? jx * gradJ02 : 0.0f)) / p->z;
    float gradY = (lens.fy * gradF[1] - (ratioY == p->slopeY ? jy * gradJ12 : 0.0f)) / p->z;
    float gradOfJ = jx * (gradJ00 - p->slopeX * gradJ02) + jy * (gradJ11 - p->slopeY * gradJ12);
    float gradZ = gradF[5] - gradX * ratioX - gradY * ratioY - gradOfJ / p->z;

    vstore3(rowTimes((float3)(gradX, gradY, gradZ), p->r), 0, gradM);
    float3 gradR2 = -(jx * p->slopeX * gradA0 + jy * p->slopeY * gradA1);
    *g0 = (float4)(jx * gradA0 + gradX * mean, gradX);
    *g1 = (float4)(jy * gradA1 + gradY * mean, gradY);
    *g2 = (float4)(gradR2 + gradZ * mean, gradZ);
}

// ---- Sums over splats --------------------------------------------------------------------------

// poseParts: [POSE, work-groups], the sums over the splats of each work-group.
__kernel void projectGrad(
        __global const float *means,
        __global const float *covariances,
        __global const float *worldToCamera,
        __global const float *gradFootprints,
        __global float *gradMeans,
        __global float *gradCovariances,
        __global float *poseParts,
        float fx,
        float fy,
        float cx,
        float cy,
        float near,
        float blur,
        float left,
        float right,
        float top,
        float bottom,
        int n) {
    __local float sums[POSE * GROUP];
    int i = get_global_id(0);
    int item = get_local_id(0);
    float4 g0 = (float4)(0.0f);
    float4 g1 = (float4)(0.0f);
    float4 g2 = (float4)(0.0f);
    if (i < n) {
        Lens lens = {fx, fy, cx, cy, near, blur, left, right, top, bottom};
        __global float *gradM = gradMeans + 3 * i;
        __global float *gradS = gradCovariances + COVARIANCE * i;
        Projected p;
        if (takeSplat(lens, means + 3 * i, covariances + COVARIANCE * i, worldToCamera, &p)) {
            __global const float *gradF = gradFootprints + FOOTPRINT * i;
            writeProjectGrad(
                    lens, &p, vload3(i, means), gradF, gradM, gradS, &g0, &g1, &g2);
        } else {
            vstore3((float3)(0.0f), 0, gradM);
            vstore3((float3)(0.0f), 0, gradS);
            vstore3((float3)(0.0f), 1, gradS);
        }
    }
    float g[POSE];
    vstore4(g0, 0, g);
    vstore4(g1, 1, g);
    vstore4(g2, 2, g);
    for (int k = 0; k < POSE; k++) {
        sums[k * GROUP + item] = g[k];
    }
    addUp(sums, POSE, item);
    if (item < POSE) {
        poseParts[item * get_num_groups(0) + get_group_id(0)] = sums[item * GROUP];
    }
}

// Sums of sums: a work-group for each of the 16 elements of worldToCamera.
__kernel void sumPoseParts(
        __global const float *poseParts, __global float *gradWorldToCamera, int parts) {
    __local float sums[GROUP];
    int element = get_group_id(0);
    int item = get_local_id(0);
    float sum = 0.0f;
    if (element < POSE) {
        for (int part = item; part < parts; part += GROUP) {
            sum += poseParts[element * parts + part];
        }
    }
    sums[item] = sum;
    addUp(sums, 1, item);
    if (item == 0) {
        gradWorldToCamera[element] = sums[0];
    }
}
