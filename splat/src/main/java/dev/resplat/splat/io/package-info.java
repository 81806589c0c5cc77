/** Files of splats. */
package dev.resplat.splat.io;
