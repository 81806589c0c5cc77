/**
 * How alike two pictures are: PSNR, SSIM, MS-SSIM and LPIPS.
 *
 * <p>These are measurements, not losses: in double, on the host, without gradients. Start reading
 * at {@link dev.resplat.train.metrics.Ssim}.
 */
package dev.resplat.train.metrics;
