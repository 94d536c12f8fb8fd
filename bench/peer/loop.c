/* One dense network of tanh units, half squared error, plain SGD: what a careful programmer writes by hand in C.
   Sixteen examples lie side by side in the lanes of vectors. bench/stepper.py compiles it where there is a compiler. */

#include <string.h>

#define LANES 16
#define MOST_UNITS 64
#define MOST_LAYERS 16

typedef float Lanes[LANES];

/* The quotient of polynomials that Eigen uses (its fast tanh for float): within 3 units in the last place. */
static inline void tanh_lanes(Lanes z, Lanes a) {
  for (int k = 0; k < LANES; k++) {
    float x = z[k] > 7.90531f ? 7.90531f : z[k] < -7.90531f ? -7.90531f : z[k];
    float s = x * x;
    float p = -2.76076847742355e-16f;
    p = p * s + 2.00018790482477e-13f;
    p = p * s + -8.60467152213735e-11f;
    p = p * s + 5.12229709037114e-08f;
    p = p * s + 1.48572235717979e-05f;
    p = p * s + 6.37261928875436e-04f;
    p = p * s + 4.89352455891786e-03f;
    float q = 1.19825839466702e-06f;
    q = q * s + 1.18534705686654e-04f;
    q = q * s + 2.26843463243900e-03f;
    q = q * s + 4.89352518554385e-03f;
    a[k] = x * p / q;
  }
}

static inline float sum_of_products(const Lanes one, const Lanes other) {
  float total = 0;
  for (int k = 0; k < LANES; k++) total += one[k] * other[k];
  return total;
}

/* sizes: inputs, units of every layer. parameters: a layer after the other, weights row by row, then bias.
   inputs (examples, sizes[0]) and targets, in order; batch is at most LANES and divides the examples. */
void train(const int *sizes, int num_layers, float *parameters, const float *inputs, const float *targets,
           int num_examples, int batch, float rate, int num_epochs) {
  static Lanes a[MOST_LAYERS + 1][MOST_UNITS], z, delta[2][MOST_UNITS];
  memset(a, 0, sizeof a);
  for (int step = 0; step < num_epochs * (num_examples / batch); step++) {
    int first = step % (num_examples / batch) * batch;
    for (int k = 0; k < batch; k++)
      for (int i = 0; i < sizes[0]; i++) a[0][i][k] = inputs[(first + k) * sizes[0] + i];
    float *w = parameters;
    for (int layer = 0; layer < num_layers; layer++) {
      int num_inputs = sizes[layer], units = sizes[layer + 1];
      for (int u = 0; u < units; u++) {
        for (int k = 0; k < LANES; k++) z[k] = w[units * num_inputs + u];
        for (int i = 0; i < num_inputs; i++)
          for (int k = 0; k < LANES; k++) z[k] += w[u * num_inputs + i] * a[layer][i][k];
        tanh_lanes(z, a[layer + 1][u]);
      }
      w += units * (num_inputs + 1);
    }
    memset(delta, 0, sizeof delta);
    Lanes *here = delta[num_layers % 2], *out = a[num_layers];
    for (int k = 0; k < batch; k++) here[0][k] = (out[0][k] - targets[first + k]) * (1 - out[0][k] * out[0][k]);
    for (int layer = num_layers - 1; layer >= 0; layer--) {
      int num_inputs = sizes[layer], units = sizes[layer + 1];
      Lanes *below = delta[layer % 2];
      here = delta[(layer + 1) % 2];
      w -= units * (num_inputs + 1);
      for (int i = 0; layer > 0 && i < num_inputs; i++) {
        Lanes back = {0};
        for (int u = 0; u < units; u++)
          for (int k = 0; k < LANES; k++) back[k] += w[u * num_inputs + i] * here[u][k];
        for (int k = 0; k < LANES; k++) below[i][k] = back[k] * (1 - a[layer][i][k] * a[layer][i][k]);
      }
      for (int u = 0; u < units; u++) {
        float bias = 0;
        for (int k = 0; k < LANES; k++) bias += here[u][k];
        for (int i = 0; i < num_inputs; i++)
          w[u * num_inputs + i] -= rate / batch * sum_of_products(here[u], a[layer][i]);
        w[units * num_inputs + u] -= rate / batch * bias;
      }
    }
  }
}
