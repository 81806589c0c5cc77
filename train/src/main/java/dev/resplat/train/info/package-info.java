/** What a scene of splats is like, in numbers. */
package dev.resplat.train.info;
