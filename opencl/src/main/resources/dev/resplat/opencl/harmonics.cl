// Colours of splats by spherical harmonics; HarmonicsKernels has the formulas, and the polynomials
// are those of Harmonics, term by term. One work-item per splat.
//
// DEGREE:     up to which terms count
// C0 ... C44: constants of the polynomials
// GROUP:      work-items of a work-group, a power of two
// AXES:       of space, 3

#include "sums.cl"

#define USED ((DEGREE + 1) * (DEGREE + 1))

// Terms up to DEGREE at the unit vector d.
void terms(float3 d, float *Y) {
    float x = d.x;
    float y = d.y;
    float z = d.z;
    Y[0] = C0;
#if DEGREE >= 1
    Y[1] = -C1 * y;
    Y[2] = C1 * z;
    Y[3] = -C1 * x;
#endif
#if DEGREE >= 2
    float xx = x * x;
    float yy = y * y;
    float zz = z * z;
    float xy = x * y;
    float yz = y * z;
    float xz = x * z;
    Y[4] = C21 * xy;
    Y[5] = -C21 * yz;
    Y[6] = C20 * (2.0f * zz - xx - yy);
    Y[7] = -C21 * xz;
    Y[8] = C22 * (xx - yy);
#endif
#if DEGREE >= 3
    Y[9] = -C33 * y * (3.0f * xx - yy);
    Y[10] = 2.0f * C32 * xy * z;
    Y[11] = -C31 * y * (4.0f * zz - xx - yy);
    Y[12] = C30 * z * (2.0f * zz - 3.0f * xx - 3.0f * yy);
    Y[13] = -C31 * x * (4.0f * zz - xx - yy);
    Y[14] = C32 * z * (xx - yy);
    Y[15] = -C33 * x * (xx - 3.0f * yy);
#endif
#if DEGREE >= 4
    Y[16] = 4.0f * C44 * xy * (xx - yy);
    Y[17] = -C43 * yz * (3.0f * xx - yy);
    Y[18] = 2.0f * C42 * xy * (7.0f * zz - 1.0f);
    Y[19] = -C41 * yz * (7.0f * zz - 3.0f);
    Y[20] = C40 * (zz * (35.0f * zz - 30.0f) + 3.0f);
    Y[21] = -C41 * xz * (7.0f * zz - 3.0f);
    Y[22] = C42 * (xx - yy) * (7.0f * zz - 1.0f);
    Y[23] = -C43 * xz * (xx - 3.0f * yy);
    Y[24] = C44 * (xx * (xx - 3.0f * yy) - yy * (3.0f * xx - yy));
#endif
}

// The gradient of sum_k w_k Y_k with respect to d.
float3 gradient(float3 d, const float *w) {
    float x = d.x;
    float y = d.y;
    float z = d.z;
    float3 g = (float3)(0.0f);
#if DEGREE >= 1
    g = (float3)(-C1 * w[3], -C1 * w[1], C1 * w[2]);
#endif
#if DEGREE >= 2
    g.x += C21 * (w[4] * y - w[7] * z) - 2.0f * C20 * w[6] * x + 2.0f * C22 * w[8] * x;
    g.y += C21 * (w[4] * x - w[5] * z) - 2.0f * C20 * w[6] * y - 2.0f * C22 * w[8] * y;
    g.z += -C21 * (w[5] * y + w[7] * x) + 4.0f * C20 * w[6] * z;
#endif
#if DEGREE >= 3
    float xx = x * x;
    float yy = y * y;
    float zz = z * z;
    float xy = x * y;
    float yz = y * z;
    float xz = x * z;
    g.x += -6.0f * C33 * w[9] * xy
            + 2.0f * C32 * w[10] * yz
            + 2.0f * C31 * w[11] * xy
            - 6.0f * C30 * w[12] * xz
            - C31 * w[13] * (4.0f * zz - 3.0f * xx - yy)
            + 2.0f * C32 * w[14] * xz
            - 3.0f * C33 * w[15] * (xx - yy);
    g.y += -3.0f * C33 * w[9] * (xx - yy)
            + 2.0f * C32 * w[10] * xz
            - C31 * w[11] * (4.0f * zz - xx - 3.0f * yy)
            - 6.0f * C30 * w[12] * yz
            + 2.0f * C31 * w[13] * xy
            - 2.0f * C32 * w[14] * yz
            + 6.0f * C33 * w[15] * xy;
    g.z += 2.0f * C32 * w[10] * xy
            - 8.0f * C31 * w[11] * yz
            + 3.0f * C30 * w[12] * (2.0f * zz - xx - yy)
            - 8.0f * C31 * w[13] * xz
            + C32 * w[14] * (xx - yy);
#endif
#if DEGREE >= 4
    float inner = 7.0f * zz - 1.0f;
    float outer = 7.0f * zz - 3.0f;
    g.x += 4.0f * C44 * w[16] * y * (3.0f * xx - yy)
            - 6.0f * C43 * w[17] * xy * z
            + 2.0f * C42 * w[18] * y * inner
            - C41 * w[21] * z * outer
            + 2.0f * C42 * w[22] * x * inner
            - 3.0f * C43 * w[23] * z * (xx - yy)
            + 4.0f * C44 * w[24] * x * (xx - 3.0f * yy);
    g.y += 4.0f * C44 * w[16] * x * (xx - 3.0f * yy)
            - 3.0f * C43 * w[17] * z * (xx - yy)
            + 2.0f * C42 * w[18] * x * inner
            - C41 * w[19] * z * outer
            - 2.0f * C42 * w[22] * y * inner
            + 6.0f * C43 * w[23] * xy * z
            - 4.0f * C44 * w[24] * y * (3.0f * xx - yy);
    g.z += -C43 * w[17] * y * (3.0f * xx - yy)
            + 28.0f * C42 * w[18] * xy * z
            - C41 * w[19] * y * (outer + 14.0f * zz)
            + C40 * w[20] * z * (140.0f * zz - 60.0f)
            - C41 * w[21] * x * (outer + 14.0f * zz)
            + 14.0f * C42 * w[22] * (xx - yy) * z
            - C43 * w[23] * x * (xx - 3.0f * yy);
#endif
    return g;
}

// The unit vector from the camera's centre, -R^T t, to a splat, and one over the distance; zeros if
// that is zero.
float4 direction(__global const float *pose, float3 mean) {
    float3 toMean =
            mean
            + vload3(0, pose) * pose[3]
            + vload3(0, pose + 4) * pose[7]
            + vload3(0, pose + 8) * pose[11];
    // squares of the longest and the shortest numbers are not floats
    float largest = fmax(fmax(fabs(toMean.x), fabs(toMean.y)), fabs(toMean.z));
    if (largest == 0.0f) {
        return (float4)(0.0f);
    }
    float3 d = toMean / largest;
    float r = sqrt(dot(d, d));
    return (float4)(d / r, 1.0f / r / largest);
}

// colors = max(0, sum_k Y_k(d) sh_k + 0.5)
__kernel void colors(
        __global const float *sh0,
        __global const float *shRest,
        __global const float *means,
        __global const float *worldToCamera,
        __global float *colors,
        int stored,
        int n) {
    int i = get_global_id(0);
    if (i >= n) {
        return;
    }
    float Y[USED];
    terms(direction(worldToCamera, vload3(i, means)).xyz, Y);
    float3 color = 0.5f + Y[0] * vload3(i, sh0);
    __global const float *sh = shRest + i * (stored - 1) * 3;
    #pragma unroll
    for (int k = 1; k < USED; k++) {
        color += Y[k] * vload3(k - 1, sh);
    }
    // what is not a number stays so: fmax would make it black
    vstore3(color < 0.0f ? (float3)(0.0f) : color, i, colors);
}

// ---- Gradients ---------------------------------------------------------------------------------

// Writes gradients of the other coefficients of a splat, and returns that of its centre; sh and
// gradSh begin with its second term.
float3 writeGrad(
        float4 toSplat,
        float3 gradColor,
        __global const float *sh,
        __global float *gradSh,
        int stored) {
    float Y[USED];
    float gradY[USED];
    terms(toSplat.xyz, Y);
    gradY[0] = 0.0f;
    #pragma unroll
    for (int k = 1; k < USED; k++) {
        gradY[k] = dot(gradColor, vload3(k - 1, sh));
        vstore3(Y[k] * gradColor, k - 1, gradSh);
    }
    for (int k = USED; k < stored; k++) {
        vstore3((float3)(0.0f), k - 1, gradSh);
    }
    float3 d = toSplat.xyz;
    float3 g = gradient(d, gradY);
    // what is along d does not turn it
    return toSplat.w * (g - dot(g, d) * d);
}

// centerParts: [AXES, work-groups], of gradients of means the sums over the splats of each
// work-group: what moves the camera's centre moves all splats the other way.
__kernel void colorsGrad(
        __global const float *shRest,
        __global const float *means,
        __global const float *worldToCamera,
        __global const float *colors,
        __global const float *gradColors,
        __global float *gradSh0,
        __global float *gradShRest,
        __global float *gradMeans,
        __global float *centerParts,
        int stored,
        int n) {
    __local float sums[AXES * GROUP];
    int i = get_global_id(0);
    int item = get_local_id(0);
    float3 gradMean = (float3)(0.0f);
    if (i < n) {
        float3 gradColor =
                vload3(i, colors) > 0.0f ? vload3(i, gradColors) : (float3)(0.0f);
        int rest = i * (stored - 1) * 3;
        vstore3(C0 * gradColor, i, gradSh0);
        // a splat that is not seen has no gradient, even if it has no direction
        if (DEGREE > 0 && any(gradColor != 0.0f)) {
            gradMean = writeGrad(
                    direction(worldToCamera, vload3(i, means)),
                    gradColor,
                    shRest + rest,
                    gradShRest + rest,
                    stored);
        } else {
            for (int k = 1; k < stored; k++) {
                vstore3((float3)(0.0f), k - 1, gradShRest + rest);
            }
        }
        vstore3(gradMean, i, gradMeans);
    }
    sums[item] = gradMean.x;
    sums[GROUP + item] = gradMean.y;
    sums[2 * GROUP + item] = gradMean.z;
    addUp(sums, AXES, item);
    if (item < AXES) {
        centerParts[item * get_num_groups(0) + get_group_id(0)] = sums[item * GROUP];
    }
}

// Sums of sums, g, in one work-group of GROUP work-items for each axis, and with them the gradient
// of the pose, dR = t g^T and dt = R g, as the centre is -R^T t and its gradient -g.
__kernel void sumCenterParts(
        __global const float *centerParts,
        __global const float *worldToCamera,
        __global float *gradWorldToCamera,
        int parts) {
    __local float sums[AXES * GROUP];
    int id = get_local_id(0);
    int axis = id / GROUP;
    int item = id % GROUP;
    float sum = 0.0f;
    for (int part = item; part < parts; part += GROUP) {
        sum += centerParts[axis * parts + part];
    }
    sums[id] = sum;
    addUp(sums + axis * GROUP, 1, item);
    if (id < 16) {
        float3 g = (float3)(sums[0], sums[GROUP], sums[2 * GROUP]);
        int row = id / 4;
        int column = id % 4;
        float t = worldToCamera[4 * row + 3];
        float element =
                column < 3 ? t * sums[column * GROUP] : dot(vload3(0, worldToCamera + 4 * row), g);
        gradWorldToCamera[id] = row < 3 ? element : 0.0f;
    }
}
