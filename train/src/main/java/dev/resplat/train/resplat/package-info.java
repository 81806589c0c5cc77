/**
 * ReSplat in 3D (Xu et al. 2025, "ReSplat: Learning recurrent Gaussian splats"): few splats from
 * several views in one pass, which a recurrent network then refines from how their renders differ
 * from the views.
 */
package dev.resplat.train.resplat;
