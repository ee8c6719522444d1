package dev.weir.gateway.calibration;

import java.util.Arrays;

/**
 * Ridge logistic regression by Newton's method on standardised features: the same rows give the same weights, in
 * milliseconds.
 */
public final class LogisticFit {

    private static final int MOST_STEPS = 100;
    private static final double SMALLEST_STEP = 1e-10;

    private final double[] mean;
    private final double[] scale;
    private final double[] weights;
    private final double bias;

    private LogisticFit(double[] mean, double[] scale, double[] weights, double bias) {
        this.mean = mean;
        this.scale = scale;
        this.weights = weights;
        this.bias = bias;
    }

    /**
     * Fits {@code P(right)}.
     *
     * @param rows one array of features for each row; at least one row
     * @param right one outcome for each row
     * @param ridge what a squared weight costs against one row's log-loss; above 0, so that separable rows have an end
     */
    public static LogisticFit of(double[][] rows, boolean[] right, double ridge) {
        int width = rows[0].length;
        double[] mean = new double[width];
        double[] scale = new double[width];
        for (int j = 0; j < width; j++) {
            int column = j;
            mean[j] = Arrays.stream(rows)
                    .mapToDouble(row -> row[column])
                    .average()
                    .orElse(0);
            double variance = Arrays.stream(rows)
                    .mapToDouble(row -> (row[column] - mean[column]) * (row[column] - mean[column]))
                    .average()
                    .orElse(0);
            scale[j] = variance > 0 ? Math.sqrt(variance) : 1;
        }
        double[][] standard =
                Arrays.stream(rows).map(row -> standardised(row, mean, scale)).toArray(double[][]::new);
        double[] beta = newton(standard, right, ridge);
        return new LogisticFit(mean, scale, Arrays.copyOf(beta, width), beta[width]);
    }

    public double mean(int feature) {
        return mean[feature];
    }

    public double scale(int feature) {
        return scale[feature];
    }

    public double weight(int feature) {
        return weights[feature];
    }

    public double bias() {
        return bias;
    }

    private static double[] standardised(double[] row, double[] mean, double[] scale) {
        double[] standard = new double[row.length + 1];
        for (int j = 0; j < row.length; j++) {
            standard[j] = (row[j] - mean[j]) / scale[j];
        }
        standard[row.length] = 1;
        return standard;
    }

    private static double[] newton(double[][] rows, boolean[] right, double ridge) {
        double[] beta = new double[rows[0].length];
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] move = step(rows, right, ridge, beta);
            double largest = 0;
            for (int j = 0; j < beta.length; j++) {
                beta[j] += move[j];
                largest = Math.max(largest, Math.abs(move[j]));
            }
            if (largest < SMALLEST_STEP) {
                break;
            }
        }
        return beta;
    }

    private static double[] step(double[][] rows, boolean[] right, double ridge, double[] beta) {
        int width = beta.length;
        double[] gradient = new double[width];
        double[][] curvature = new double[width][width];
        for (int i = 0; i < rows.length; i++) {
            double[] row = rows[i];
            double p = Logistic.sigmoid(dot(row, beta));
            double residual = (right[i] ? 1 : 0) - p;
            double spread = Math.max(p * (1 - p), 1e-12);
            for (int j = 0; j < width; j++) {
                gradient[j] += residual * row[j];
                for (int k = 0; k <= j; k++) {
                    curvature[j][k] += spread * row[j] * row[k];
                }
            }
        }
        for (int j = 0; j < width - 1; j++) {
            gradient[j] -= ridge * beta[j];
            curvature[j][j] += ridge;
        }
        return solved(curvature, gradient);
    }

    /** Cholesky: the curvature is symmetric and, by the ridge, positive definite. Its lower half is given. */
    private static double[] solved(double[][] lower, double[] right) {
        int width = right.length;
        double[] x = right.clone();
        for (int j = 0; j < width; j++) {
            for (int k = 0; k < j; k++) {
                for (int i = j; i < width; i++) {
                    lower[i][j] -= lower[i][k] * lower[j][k];
                }
            }
            double root = Math.sqrt(Math.max(lower[j][j], 1e-300));
            for (int i = j; i < width; i++) {
                lower[i][j] /= root;
            }
        }
        for (int j = 0; j < width; j++) {
            for (int k = 0; k < j; k++) {
                x[j] -= lower[j][k] * x[k];
            }
            x[j] /= lower[j][j];
        }
        for (int j = width - 1; j >= 0; j--) {
            for (int k = j + 1; k < width; k++) {
                x[j] -= lower[k][j] * x[k];
            }
            x[j] /= lower[j][j];
        }
        return x;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}
