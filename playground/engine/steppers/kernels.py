"""The four phases of a dense network compiled by numba: loops over units, examples in contiguous lanes.

All compiled code is in this one file: numba's disk cache does not notice a callee that changed in another.
No fastmath (not-a-number must stay visible) and no prange. dense.py is its Python side, reference.py the
readable twin. Arrays of a layer are `(units, examples)`; examples are padded to whole lanes of 16 with zeros.

plan: one row a layer: inputs, units, activation code, offset of weights, offset of bias, first row, dropout in
per cent.
"""

import math
from functools import partial

import numba
from numba import float32, float64, int64, types, uint8, uint64
from numba.extending import intrinsic, overload

from playground.engine.spec import ACTIVATIONS
from playground.engine.tasks import LOSSES

# Python's check of every divisor for zero keeps loops from being vectorized: with it tanh takes ten times as long.
njit = partial(numba.njit, error_model="numpy")

LANES = 16
INPUTS, UNITS, ACTIVATION, WEIGHTS, BIAS, ROW, DROP = range(7)
PLAN_COLUMNS = 7
EVALUATED_AT_ONCE = 256
"""Examples of one block in `evaluate`: 64 units of them fit the first-level cache."""

LINEAR, TANH, SIGMOID, RELU, LEAKY_RELU, ELU, GELU, SILU, SOFTPLUS, SINE = range(len(ACTIVATIONS))
HALF_SQUARED, MSE, MAE, HUBER, HINGE, CROSS_ENTROPY = range(len(LOSSES))
SGD, MOMENTUM, NESTEROV, RMSPROP, ADAGRAD, ADAM, ADAMW = range(7)
NO_PENALTY, L1, L2 = range(3)
TWO_CLASSES, CLASSES, REGRESSION = range(3)
DROPOUT_STREAM = 6

_SQRT_HALF = math.sqrt(0.5)
_INV_SQRT_TAU = 1.0 / math.sqrt(2.0 * math.pi)


# --- exponentials that vectorize ----------------------------------------------------------------------
# exp(x) = 2^k (1 + p(r)), r = x - k ln 2, by Cody & Waite's reduction and a Taylor polynomial on |r| <= ln2/2.
# Adding `magic` rounds to the nearest integer and leaves k in the low bits; nothing here hides a NaN.


@intrinsic
def _bits64(typing_context, value):
    def generate(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], context.get_value_type(types.int64))

    return types.int64(types.float64), generate


@intrinsic
def _float64_of(typing_context, value):
    def generate(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], context.get_value_type(types.float64))

    return types.float64(types.int64), generate


@intrinsic
def _bits32(typing_context, value):
    def generate(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], context.get_value_type(types.int32))

    return types.int32(types.float32), generate


@intrinsic
def _float32_of(typing_context, value):
    def generate(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], context.get_value_type(types.float32))

    return types.float32(types.int32), generate


def _expm1_of_negative(x):
    """exp(x) - 1 for x <= 0, exact near zero."""
    raise NotImplementedError


def _exp_of_negative(x):
    """exp(x) for x <= 0, exact where it is tiny."""
    raise NotImplementedError


@njit
def _reduced64(x):
    x = -708.0 if x < -708.0 else x
    shifted = x * 1.4426950408889634 + 6755399441055744.0
    k = shifted - 6755399441055744.0
    r = (x - k * 0.6931471803691238) - k * 1.9082149292705877e-10
    p = 1.0 / 6227020800.0
    p = p * r + 1.0 / 479001600.0
    p = p * r + 1.0 / 39916800.0
    p = p * r + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    p = p * r * r + r
    scale = _float64_of((_bits64(shifted) << int64(52)) + int64(4607182418800017408))
    return p, scale


@njit
def _reduced32(x):
    x = float32(-87.0) if x < float32(-87.0) else x
    shifted = x * float32(1.4426950408889634) + float32(12582912.0)
    k = shifted - float32(12582912.0)
    r = (x - k * float32(0.693145751953125)) - k * float32(1.4286068203094172e-06)
    p = float32(1.0 / 5040.0)
    p = p * r + float32(1.0 / 720.0)
    p = p * r + float32(1.0 / 120.0)
    p = p * r + float32(1.0 / 24.0)
    p = p * r + float32(1.0 / 6.0)
    p = p * r + float32(0.5)
    p = p * r * r + r
    scale = _float32_of(
        types.int32(types.int32(_bits32(shifted) << types.int32(23)) + types.int32(1065353216))
    )
    return p, scale


@overload(_expm1_of_negative)
def _overload_expm1(x):
    if x == types.float32:

        def of_float32(x):
            p, scale = _reduced32(x)
            return scale * p + (scale - float32(1.0))

        return of_float32

    def of_float64(x):
        p, scale = _reduced64(x)
        return scale * p + (scale - 1.0)

    return of_float64


@overload(_exp_of_negative)
def _overload_exp(x):
    if x == types.float32:

        def of_float32(x):
            p, scale = _reduced32(x)
            return scale * p + scale

        return of_float32

    def of_float64(x):
        p, scale = _reduced64(x)
        return scale * p + scale

    return of_float64


@njit
def _tanh(x):
    one = type(x)(1)
    size = -x if x > 0 else x
    e = _expm1_of_negative(size + size)
    t = e / (e + one + one)
    return -t if x > 0 else t


@njit
def _sigmoid(x):
    one = type(x)(1)
    size = -x if x > 0 else x
    e = _exp_of_negative(size)
    return one / (one + e) if x > 0 else e / (one + e)


# --- activation functions -----------------------------------------------------------------------------


@njit
def _activate(code, z, at, a, to, units, padded):
    """a[to + u, j] = f(z[at + u, j]) for the examples of a layer's units: a call costs as much as ten units."""
    kind = z.dtype.type
    if code == TANH:
        for u in range(units):
            for j in range(padded):
                a[to + u, j] = _tanh(z[at + u, j])
    elif code == LINEAR:
        for u in range(units):
            for j in range(padded):
                a[to + u, j] = z[at + u, j]
    elif code == RELU:
        for u in range(units):
            for j in range(padded):
                a[to + u, j] = kind(0) if z[at + u, j] < 0 else z[at + u, j]
    elif code == SIGMOID:
        for u in range(units):
            for j in range(padded):
                a[to + u, j] = _sigmoid(z[at + u, j])
    elif code == LEAKY_RELU:
        for u in range(units):
            for j in range(padded):
                a[to + u, j] = kind(0.01) * z[at + u, j] if z[at + u, j] < 0 else z[at + u, j]
    elif code == ELU:
        for u in range(units):
            for j in range(padded):
                low = kind(0) if z[at + u, j] > 0 else z[at + u, j]
                a[to + u, j] = z[at + u, j] if z[at + u, j] > 0 else _expm1_of_negative(low)
    elif code == SILU:
        for u in range(units):
            for j in range(padded):
                a[to + u, j] = z[at + u, j] * _sigmoid(z[at + u, j])
    elif code == GELU:
        for u in range(units):
            for j in range(padded):
                a[to + u, j] = kind(0.5 * z[at + u, j] * (1.0 + math.erf(z[at + u, j] * _SQRT_HALF)))
    elif code == SOFTPLUS:
        for u in range(units):
            for j in range(padded):
                size = -z[at + u, j] if z[at + u, j] > 0 else z[at + u, j]
                high = z[at + u, j] if z[at + u, j] > 0 else z[at + u, j] - z[at + u, j]
                a[to + u, j] = kind(high + math.log1p(_exp_of_negative(size)))
    else:
        for u in range(units):
            for j in range(padded):
                a[to + u, j] = kind(math.sin(z[at + u, j]))


@njit
def _times_slope(code, z, at, a, to, delta, units, padded):
    """delta[at + u, j] *= f'(z[at + u, j]), with a[to + u, j] = f(z[at + u, j])."""
    kind = z.dtype.type
    one = kind(1)
    if code == TANH:
        for u in range(units):
            for j in range(padded):
                delta[at + u, j] *= one - a[to + u, j] * a[to + u, j]
    elif code == RELU:
        for u in range(units):
            for j in range(padded):
                delta[at + u, j] = delta[at + u, j] if z[at + u, j] > 0 else kind(0) * delta[at + u, j]
    elif code == SIGMOID:
        for u in range(units):
            for j in range(padded):
                delta[at + u, j] *= a[to + u, j] * (one - a[to + u, j])
    elif code == LEAKY_RELU:
        for u in range(units):
            for j in range(padded):
                delta[at + u, j] *= one if z[at + u, j] > 0 else kind(0.01)
    elif code == ELU:
        for u in range(units):
            for j in range(padded):
                delta[at + u, j] *= one if z[at + u, j] > 0 else a[to + u, j] + one
    elif code == SILU:
        for u in range(units):
            for j in range(padded):
                s = _sigmoid(z[at + u, j])
                delta[at + u, j] *= s * (one + z[at + u, j] * (one - s))
    elif code == GELU:
        for u in range(units):
            for j in range(padded):
                x = float64(z[at + u, j])
                slope = 0.5 * (1.0 + math.erf(x * _SQRT_HALF)) + x * math.exp(-0.5 * x * x) * _INV_SQRT_TAU
                delta[at + u, j] *= kind(slope)
    elif code == SOFTPLUS:
        for u in range(units):
            for j in range(padded):
                delta[at + u, j] *= _sigmoid(z[at + u, j])
    elif code == SINE:
        for u in range(units):
            for j in range(padded):
                delta[at + u, j] *= kind(math.cos(z[at + u, j]))


# --- dropout: the exact twin of random.uniform (Philox4x32-10, Salmon et al. 2011) ---------------------


@njit
def _uniform_bits(key0, key1, c0, c1, c2, c3):
    """The 53 bits of one uniform number, from the first two output words."""
    low = uint64(0xFFFFFFFF)
    for _ in range(10):
        p0 = uint64(0xD2511F53) * c0
        p1 = uint64(0xCD9E8D57) * c2
        c0, c1, c2, c3 = (p1 >> uint64(32)) ^ c1 ^ key0, p1 & low, (p0 >> uint64(32)) ^ c3 ^ key1, p0 & low
        key0 = (key0 + uint64(0x9E3779B9)) & low
        key1 = (key1 + uint64(0xBB67AE85)) & low
    return ((c0 << uint64(32)) | c1) >> uint64(11)


@njit
def _drop(seed, step, layer, drop, units, first, a, factors, num, padded):
    """Scales or zeroes the activations of one layer and keeps the factors for the way back."""
    kind = a.dtype.type
    threshold = drop / 100.0
    kept = kind(1.0 / (1.0 - threshold))
    low = uint64(0xFFFFFFFF)
    for u in range(units):
        for j in range(padded):
            factors[first + u, j] = kind(0)
        for j in range(num):
            bits = _uniform_bits(
                uint64(seed), uint64(DROPOUT_STREAM),
                uint64(step) & low, uint64(step) >> uint64(32), uint64(layer), uint64(j * 64 + u),
            )  # fmt: skip
            if float64(bits) * 2.0**-53 >= threshold:
                factors[first + u, j] = kept
        for j in range(padded):
            a[first + u, j] *= factors[first + u, j]


# --- the four phases ----------------------------------------------------------------------------------


@njit
def _weighted_sums(inputs, units, w, b, parameters, below, first_below, z, first, padded):
    for u in range(units):
        bias = parameters[b + u]
        for j in range(padded):
            z[first + u, j] = bias
        for i in range(inputs):
            weight = parameters[w + u * inputs + i]
            for j in range(padded):
                z[first + u, j] += weight * below[first_below + i, j]


@njit
def _forward(plan, parameters, x, z, a, factors, num, training, seed, step):
    """Fills z and a `(units of all layers, examples)` from x `(features, examples)`."""
    padded = (num + LANES - 1) // LANES * LANES
    below, first_below = x, 0
    for layer in range(plan.shape[0]):
        units, first, code = plan[layer, UNITS], plan[layer, ROW], plan[layer, ACTIVATION]
        _weighted_sums(
            plan[layer, INPUTS], units, plan[layer, WEIGHTS], plan[layer, BIAS],
            parameters, below, first_below, z, first, padded,
        )  # fmt: skip
        _activate(code, z, first, a, first, units, padded)
        if training and plan[layer, DROP] > 0:
            _drop(seed, step, layer, plan[layer, DROP], units, first, a, factors, num, padded)
        below, first_below = a, first


@njit
def _one_loss(code, output, target):
    """Loss of one example with one output and its slope by the output (by the logit for cross-entropy)."""
    e = output - target
    size = abs(e)
    if code == HALF_SQUARED:
        return 0.5 * e * e, e
    if code == MSE:
        return e * e, 2.0 * e
    if code == MAE:
        return size, (1.0 if e > 0 else (-1.0 if e < 0 else e))
    if code == HUBER:
        if size <= 1.0:
            return 0.5 * e * e, e
        return size - 0.5, (1.0 if e > 0 else (-1.0 if e < 0 else e))
    if code == HINGE:
        margin = 1.0 - target * output
        return (0.0, 0.0) if margin <= 0 else (margin, -target)
    high = output if output > 0 else 0.0 * output
    softplus = high + math.log1p(math.exp(-abs(output)))
    if output >= 0:
        return softplus - output * target, 1.0 / (1.0 + math.exp(-output)) - target
    return softplus - output * target, math.exp(output) / (1.0 + math.exp(output)) - target


@njit
def _softmax_loss(z, first, classes, target, j, deltas, wants_deltas):
    """Cross-entropy of example j; deltas[k, j] = softmax_k - 1{k is the target}."""
    largest = float64(z[first, j])
    for k in range(1, classes):
        largest = z[first + k, j] if z[first + k, j] > largest else largest
    total = 0.0
    for k in range(classes):
        total += math.exp(float64(z[first + k, j]) - largest)
    if wants_deltas:
        for k in range(classes):
            share = math.exp(float64(z[first + k, j]) - largest) / total
            deltas[first + k, j] = deltas.dtype.type(share - (1.0 if k == target else 0.0))
    return math.log(total) + largest - float64(z[first + int(target), j])


@njit
def _loss(plan, z, a, targets, batch, deltas, losses, num, loss_code):
    """Per-example losses, dL/dz of the output layer, and the mean loss."""
    last = plan.shape[0] - 1
    first, classes, activation = plan[last, ROW], plan[last, UNITS], plan[last, ACTIVATION]
    kind = deltas.dtype.type
    padded = (num + LANES - 1) // LANES * LANES
    total = 0.0
    for j in range(num):
        target = float64(targets[batch[j]])
        if classes > 1:
            value = _softmax_loss(z, first, classes, target, j, deltas, True)
        else:
            output = float64(a[first, j])
            value, slope = _one_loss(loss_code, output, target)
            if activation == TANH:
                slope *= 1.0 - output * output
            deltas[first, j] = kind(slope)
        losses[j] = losses.dtype.type(value)
        total += value
    for k in range(classes):
        for j in range(num, padded):
            deltas[first + k, j] = kind(0)
    return total / num


@njit
def _gradients(inputs, units, w, b, gradients, below, first_below, deltas, first, lanes, num, padded):
    """Mean over the batch of delta * input: 16 lane sums, then halves onto halves, one order for every size."""
    kind = gradients.dtype.type
    count = kind(num)
    for u in range(units):
        for i in range(inputs + 1):
            for k in range(LANES):
                lanes[k] = kind(0)
            if i < inputs:
                for block in range(0, padded, LANES):
                    for k in range(LANES):
                        lanes[k] += deltas[first + u, block + k] * below[first_below + i, block + k]
            else:
                for block in range(0, padded, LANES):
                    for k in range(LANES):
                        lanes[k] += deltas[first + u, block + k]
            for k in range(8):
                lanes[k] += lanes[k + 8]
            for k in range(4):
                lanes[k] += lanes[k + 4]
            total = ((lanes[0] + lanes[2]) + (lanes[1] + lanes[3])) / count
            if i < inputs:
                gradients[w + u * inputs + i] = total
            else:
                gradients[b + u] = total


@njit
def _backward(plan, parameters, x, z, a, factors, spare, deltas, gradients, lanes, num):
    """The chain rule from the output's deltas: gradients of every layer, deltas of every hidden one."""
    padded = (num + LANES - 1) // LANES * LANES
    kind = deltas.dtype.type
    for layer in range(plan.shape[0] - 1, -1, -1):
        inputs, units, first = plan[layer, INPUTS], plan[layer, UNITS], plan[layer, ROW]
        w = plan[layer, WEIGHTS]
        if layer == 0:
            _gradients(
                inputs, units, w, plan[layer, BIAS], gradients, x, 0, deltas, first, lanes, num, padded
            )
            return
        under = plan[layer - 1, ROW]
        _gradients(
            inputs, units, w, plan[layer, BIAS], gradients, a, under, deltas, first, lanes, num, padded
        )
        code, dropped = plan[layer - 1, ACTIVATION], plan[layer - 1, DROP] > 0
        for i in range(inputs):
            for j in range(padded):
                deltas[under + i, j] = kind(0)
            for u in range(units):
                weight = parameters[w + u * inputs + i]
                for j in range(padded):
                    deltas[under + i, j] += weight * deltas[first + u, j]
        if dropped:
            for i in range(under, under + inputs):
                for j in range(padded):
                    deltas[i, j] *= factors[i, j]
            _activate(code, z, under, spare, 0, inputs, padded)
            _times_slope(code, z, under, spare, 0, deltas, inputs, padded)
        else:
            _times_slope(code, z, under, a, under, deltas, inputs, padded)
        for i in range(under, under + inputs):
            for j in range(num, padded):
                deltas[i, j] = kind(0)


@njit
def _update(
    plan, parameters, gradients, slots, unit_steps, frozen, dead, code, hyper, rate, penalty, penalty_rate
):
    """One optimizer update, unit by unit, as torch.optim writes it; `hyper` as optimizer_numbers() lays it out.

    A frozen or dead parameter stays. Plain SGD with L1 stops a weight at zero for good (`dead`).
    """
    kind = parameters.dtype.type
    lr, first_decay, second_decay, epsilon = kind(rate), kind(hyper[0]), kind(hyper[1]), kind(hyper[2])
    shrink, strength, zero, one = kind(rate * hyper[3]), kind(penalty_rate), kind(0), kind(1)
    counted, step_size, root_correction = int64(-1), lr, one
    row = 0
    for layer in range(plan.shape[0]):
        inputs = plan[layer, INPUTS]
        for u in range(plan[layer, UNITS]):
            unit_steps[row] += 1
            if code >= ADAM and unit_steps[row] != counted:
                counted = unit_steps[row]
                step_size = kind(rate / (1.0 - hyper[0] ** counted))
                root_correction = kind(math.sqrt(1.0 - hyper[1] ** counted))
            row += 1
            for i in range(inputs + 1):
                at = plan[layer, WEIGHTS] + u * inputs + i if i < inputs else plan[layer, BIAS] + u
                if frozen[at] or dead[at]:
                    continue
                before = parameters[at]
                slope = zero
                if i < inputs and penalty == L2:
                    slope = strength * before
                elif i < inputs and penalty == L1:
                    slope = strength if before > 0 else (-strength if before < 0 else zero)
                g = gradients[at]
                if code == SGD:
                    moved = before - lr * g
                    after = moved - lr * slope
                    if penalty == L1 and i < inputs and moved * after < 0:
                        after = zero
                        dead[at] = 1
                    parameters[at] = after
                    continue
                if code == ADAMW:
                    before = before - shrink * before - lr * slope
                else:
                    g = g + slope
                if code in (MOMENTUM, NESTEROV):
                    slots[0, at] = first_decay * slots[0, at] + g
                    parameters[at] = before - lr * (
                        slots[0, at] if code == MOMENTUM else g + first_decay * slots[0, at]
                    )
                elif code == RMSPROP:
                    slots[1, at] = first_decay * slots[1, at] + (one - first_decay) * g * g
                    parameters[at] = before - lr * g / (kind(math.sqrt(slots[1, at])) + epsilon)
                elif code == ADAGRAD:
                    slots[1, at] += g * g
                    parameters[at] = before - lr * g / (kind(math.sqrt(slots[1, at])) + epsilon)
                else:
                    slots[0, at] = slots[0, at] + (one - first_decay) * (g - slots[0, at])
                    slots[1, at] = second_decay * slots[1, at] + (one - second_decay) * g * g
                    root = kind(math.sqrt(slots[1, at])) / root_correction + epsilon
                    parameters[at] = before - step_size * slots[0, at] / root


@njit
def _gather(inputs, batch, x, num):
    """x `(features, examples)` from the rows `batch` of inputs `(all examples, features)`; lanes past num are 0."""
    padded = (num + LANES - 1) // LANES * LANES
    for i in range(x.shape[0]):
        for j in range(num):
            x[i, j] = inputs[batch[j], i]
        for j in range(num, padded):
            x[i, j] = x.dtype.type(0)


# --- what dense.py calls ------------------------------------------------------------------------------


def _signatures(make):
    return [make(kind) for kind in (float32, float64)]


_PLAN = int64[:, ::1]
_INTS = int64[::1]
_FLAGS = uint8[::1]


@njit(_signatures(lambda r: types.void(r[:, ::1], _INTS, r[:, ::1], int64)), cache=True)
def gather(inputs, batch, x, num):
    _gather(inputs, batch, x, num)


@njit(
    _signatures(
        lambda r: types.void(
            _PLAN, r[::1], r[:, ::1], r[:, ::1], r[:, ::1], r[:, ::1], int64, types.boolean, int64, int64
        )
    ),
    cache=True,
)
def forward(plan, parameters, x, z, a, factors, num, training, seed, step):
    _forward(plan, parameters, x, z, a, factors, num, training, seed, step)


@njit(
    _signatures(
        lambda r: float64(_PLAN, r[:, ::1], r[:, ::1], r[::1], _INTS, r[:, ::1], r[::1], int64, int64)
    ),
    cache=True,
)
def loss(plan, z, a, targets, batch, deltas, losses, num, loss_code):
    return _loss(plan, z, a, targets, batch, deltas, losses, num, loss_code)


@njit(
    _signatures(
        lambda r: types.void(
            _PLAN,
            r[::1],
            r[:, ::1],
            r[:, ::1],
            r[:, ::1],
            r[:, ::1],
            r[:, ::1],
            r[:, ::1],
            r[::1],
            r[::1],
            int64,
        )
    ),
    cache=True,
)
def backward(plan, parameters, x, z, a, factors, spare, deltas, gradients, lanes, num):
    _backward(plan, parameters, x, z, a, factors, spare, deltas, gradients, lanes, num)


@njit(
    _signatures(
        lambda r: types.void(
            _PLAN,
            r[::1],
            r[::1],
            r[:, ::1],
            _INTS,
            _FLAGS,
            _FLAGS,
            int64,
            float64[::1],
            float64,
            int64,
            float64,
        )
    ),
    cache=True,
)
def update(
    plan, parameters, gradients, slots, unit_steps, frozen, dead, code, hyper, rate, penalty, penalty_rate
):
    _update(
        plan, parameters, gradients, slots, unit_steps, frozen, dead, code, hyper, rate, penalty, penalty_rate
    )


@njit(
    _signatures(
        lambda r: int64(
            _PLAN, r[::1], r[::1], r[:, ::1], _INTS, _FLAGS, _FLAGS,
            r[:, ::1], r[::1], r[:, ::1], r[:, ::1], r[:, ::1], r[:, ::1], r[:, ::1], r[:, ::1], r[::1], r[::1],
            _INTS, _INTS, _INTS, _INTS, float64[::1], int64, int64, float64[::1], float64[::1],
        )
    ),
    cache=True,
)  # fmt: skip
def steps(
    plan, parameters, gradients, slots, unit_steps, frozen, dead,
    inputs, targets, x, z, a, factors, spare, deltas, losses, lanes,
    order, ends, batch, codes, hyper, seed, first_step, rates, means,
):  # fmt: skip
    """Many steps in one call: step s trains on order[ends[s - 1]:ends[s]]. Returns the steps taken.

    codes: loss, optimizer, penalty; rates: learning rate, penalty's rate; means `(steps,)` gets each batch's mean loss.
    Ends after a step whose loss is not finite.
    """
    start = 0
    for s in range(ends.shape[0]):
        num = ends[s] - start
        for j in range(num):
            batch[j] = order[start + j]
        start = ends[s]
        _gather(inputs, batch, x, num)
        _forward(plan, parameters, x, z, a, factors, num, True, seed, first_step + s)
        mean = _loss(plan, z, a, targets, batch, deltas, losses, num, codes[0])
        _backward(plan, parameters, x, z, a, factors, spare, deltas, gradients, lanes, num)
        _update(
            plan, parameters, gradients, slots, unit_steps, frozen, dead,
            codes[1], hyper, rates[0], codes[2], rates[1],
        )  # fmt: skip
        means[s] = mean
        if not math.isfinite(mean):
            return s + 1
    return ends.shape[0]


@njit(
    _signatures(
        lambda r: types.UniTuple(float64, 2)(
            _PLAN, r[::1], r[:, ::1], r[::1], r[:, ::1], r[:, ::1], r[:, ::1], _INTS, int64, int64
        )
    ),
    cache=True,
)
def evaluate(plan, parameters, inputs, targets, x, z, a, batch, loss_code, task):
    """Mean loss and summed metric over all of `inputs`, block by block, in float64 sums.

    The metric: number of right answers for classes, sum of squared residuals for regression.
    """
    last = plan.shape[0] - 1
    first, classes = plan[last, ROW], plan[last, UNITS]
    total, metric = 0.0, 0.0
    for start in range(0, inputs.shape[0], EVALUATED_AT_ONCE):
        num = min(EVALUATED_AT_ONCE, inputs.shape[0] - start)
        for j in range(num):
            batch[j] = start + j
        _gather(inputs, batch, x, num)
        _forward(plan, parameters, x, z, a, a, num, False, 0, 0)
        for j in range(num):
            target = float64(targets[start + j])
            if classes > 1:
                total += _softmax_loss(z, first, classes, target, j, z, False)
                best = 0
                for k in range(1, classes):
                    best = k if z[first + k, j] > z[first + best, j] else best
                metric += 1.0 if best == int(target) else 0.0
                continue
            output = float64(a[first, j])
            total += _one_loss(loss_code, output, target)[0]
            if task == REGRESSION:
                metric += (output - target) ** 2
            else:
                metric += 1.0 if (output >= 0) == (target > 0) else 0.0
    return total, metric
