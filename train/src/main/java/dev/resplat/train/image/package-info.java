/**
 * Pictures on the host: reading them off tensors, comparing, writing PNG, drawing in a terminal.
 */
package dev.resplat.train.image;
