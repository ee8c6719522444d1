package dev.weir.gateway.evaluation;

import dev.weir.gateway.calibration.LabelEvidence;
import java.util.List;
import java.util.Random;

/** A linear head on embeddings of length 1: cross-entropy by Adam (Kingma and Ba 2015), the same each time. */
final class SoftmaxHead {

    private static final int EPOCHS = 40;
    private static final int BATCH = 64;
    private static final float RATE = 0.02f;
    private static final float DECAY = 1e-4f;

    private final int width;
    private final float[][] weights;
    private final float[][] means;

    private SoftmaxHead(int labels, int width) {
        this.width = width;
        this.weights = new float[labels][width + 1];
        this.means = new float[labels][width];
    }

    static SoftmaxHead trained(List<float[]> embeddings, int[] labels, int count) {
        SoftmaxHead head = new SoftmaxHead(count, embeddings.getFirst().length);
        head.remember(embeddings, labels);
        Adam adam = new Adam(count, head.width + 1);
        Random random = new Random(1);
        int batches = embeddings.size() / BATCH;
        for (int step = 0; step < EPOCHS * batches; step++) {
            float[][] gradient = new float[count][head.width + 1];
            for (int i = 0; i < BATCH; i++) {
                int row = random.nextInt(embeddings.size());
                head.addGradient(gradient, embeddings.get(row), labels[row]);
            }
            adam.step(head.weights, gradient, RATE * (1 - (float) step / (EPOCHS * batches)));
        }
        return head;
    }

    LabelEvidence evidence(float[] embedding) {
        float[] logits = logits(embedding);
        int best = 0;
        double nearest = -1;
        for (int c = 0; c < logits.length; c++) {
            best = logits[c] > logits[best] ? c : best;
            nearest = Math.max(nearest, dot(means[c], embedding));
        }
        return new LabelEvidence(new Logits(logits), best, nearest);
    }

    private float[] logits(float[] embedding) {
        float[] logits = new float[weights.length];
        for (int c = 0; c < logits.length; c++) {
            logits[c] = dot(weights[c], embedding) + weights[c][width];
        }
        return logits;
    }

    private void addGradient(float[][] gradient, float[] embedding, int label) {
        float[] logits = logits(embedding);
        float most = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - most);
        }
        for (int c = 0; c < logits.length; c++) {
            float difference = (float) (Math.exp(logits[c] - most) / sum) - (c == label ? 1 : 0);
            for (int j = 0; j < width; j++) {
                gradient[c][j] += difference * embedding[j] / BATCH;
            }
            gradient[c][width] += difference / BATCH;
        }
    }

    /** The mean direction of each label's examples. */
    private void remember(List<float[]> embeddings, int[] labels) {
        for (int i = 0; i < labels.length; i++) {
            for (int j = 0; j < width; j++) {
                means[labels[i]][j] += embeddings.get(i)[j];
            }
        }
        for (float[] mean : means) {
            float length = (float) Math.sqrt(dot(mean, mean));
            for (int j = 0; j < width; j++) {
                mean[j] /= length;
            }
        }
    }

    private static float dot(float[] a, float[] b) {
        float sum = 0;
        for (int j = 0; j < Math.min(a.length, b.length); j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static final class Adam {

        private final float[][] first;
        private final float[][] second;
        private int steps;

        Adam(int rows, int columns) {
            this.first = new float[rows][columns];
            this.second = new float[rows][columns];
        }

        void step(float[][] weights, float[][] gradient, float rate) {
            steps++;
            double scale = Math.sqrt(1 - Math.pow(0.999, steps)) / (1 - Math.pow(0.9, steps));
            for (int c = 0; c < weights.length; c++) {
                for (int j = 0; j < weights[c].length; j++) {
                    float g = gradient[c][j];
                    first[c][j] = 0.9f * first[c][j] + 0.1f * g;
                    second[c][j] = 0.999f * second[c][j] + 0.001f * g * g;
                    weights[c][j] -= (float)
                            (rate * (scale * first[c][j] / (Math.sqrt(second[c][j]) + 1e-8) + DECAY * weights[c][j]));
                }
            }
        }
    }

    private static final class Logits implements LabelEvidence.Logits {

        private final float[] values;

        Logits(float[] values) {
            this.values = values;
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public float at(int index) {
            return values[index];
        }
    }
}
