/**
 * Pictures on the host: reading them off tensors, their difference, writing PNG, drawing in a
 * terminal.
 */
package dev.resplat.train.image;
