/** SHERL4J: memory-efficient fine-tuning of pre-trained models on Deeplearning4j/SameDiff. */
package io.github.sherl4j;
