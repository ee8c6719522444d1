// Read bandwidth of main memory: gcc -O3 -march=native -fopenmp bandwidth.c -o bandwidth && ./bandwidth [threads]
// Sums 512 MB, which no cache holds, and prints GB/s (median and best of 15 passes).
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

enum { PASSES = 15 };
static const size_t COUNT = 128u << 20;

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    int threads = argc > 1 ? atoi(argv[1]) : 2;
    omp_set_num_threads(threads);
    unsigned *numbers = aligned_alloc(64, COUNT * sizeof *numbers);
#pragma omp parallel for
    for (size_t i = 0; i < COUNT; i++) numbers[i] = (unsigned)i;
    double rates[PASSES];
    unsigned total = 0;
    for (int pass = 0; pass < PASSES; pass++) {
        unsigned sum = 0;
        double start = omp_get_wtime();
#pragma omp parallel for reduction(+ : sum)
        for (size_t i = 0; i < COUNT; i++) sum += numbers[i];
        rates[pass] = COUNT * sizeof *numbers / (omp_get_wtime() - start) / 1e9;
        total += sum;
    }
    qsort(rates, PASSES, sizeof *rates, ascending);
    printf("%d threads: %.1f GB/s, best %.1f (%u)\n", threads, rates[PASSES / 2], rates[PASSES - 1], total);
}
