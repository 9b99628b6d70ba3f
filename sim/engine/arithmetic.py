"""Arithmetic that gives the same bits everywhere, and the two things built on it: nearness, and sorting by key.

Arithmetic that gives the same bits on every machine: exp, log, erf, cos, acos, and sums in the order given.

IEEE 754 fixes the result of + - * / and of square roots to the last bit, and of nothing else: each mathematical library
rounds its exp in its own way, numpy's depends on the processor. So what the model needs is written out here, with these
operations and moves of bits alone, after the approximations of fdlibm [sun1993] (its files e_exp.c, e_log.c, s_erf.c,
k_cos.c and e_acos.c, whose coefficients these are). None is further than 1 unit in the last place from the truth, and
nan stays nan.

fdlibm: Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc.
business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is
preserved.

Nearness: how close two courses are, from 0 to 1; and states kept between.

Sort rows by a key, in place: the physics makes no arrays of its own.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled import compiled

LN_2: Final = 0.6931471805599453
"""The natural logarithm of 2."""
LN_2_HEAD: Final = 0.6931471803691238
LN_2_TAIL: Final = 1.9082149292705877e-10
"""The same in two parts: products of the first with whole numbers up to 2000 are exact."""
SHIFT: Final = 6755399441055744.0
"""1.5 times 2^52: added to a number, it leaves the nearest whole number in the last bits."""
SHIFT_BITS: Final = 0x4338000000000000
ROOT_HALF_BITS: Final = 0x3FE6A09E00000000
"""The bits of the square root of one half, cut short."""
ONE_BITS: Final = 0x3FF0000000000000
FRACTION: Final = (1 << 52) - 1
HEAD: Final = -(1 << 32)
"""What keeps the upper half of a number's bits."""
LEAST_NORMAL: Final = 2.2250738585072014e-308


@compiled
def _bits(x: float) -> int:
    return int(np.float64(x).view(np.int64))


@compiled
def _number(bits: int) -> float:
    return float(np.int64(bits).view(np.float64))


@compiled
def _power_of_two(k: int) -> float:
    return _number((k + 1023) << 52)


@compiled
def exp(x: float) -> float:
    """Return e to the x: infinity beyond what a number can hold, 0 below the least.

    It is 2^k e^r, where x = k log 2 + r and the rest r is at most half of log 2.

    Examples
    --------
    >>> exp(0.5), exp(-1000.0), exp(1000.0)
    (1.6487212707001282, 0.0, inf)
    """
    x = float(x)
    if x != x:
        return x
    if x > 709.782712893384:
        return math.inf
    if x < -745.1332191019411:
        return 0.0
    shifted = x * 1.4426950408889634 + SHIFT
    k = _bits(shifted) - SHIFT_BITS
    head, tail = x - (shifted - SHIFT) * LN_2_HEAD, (shifted - SHIFT) * LN_2_TAIL
    y = _exp_of_rest(head, tail)
    half = k >> 1  # in two steps: 2^k itself may be too large or too small a number
    return y * _power_of_two(half) * _power_of_two(k - half)


@compiled
def _exp_of_rest(head: float, tail: float) -> float:
    r = head - tail
    z = r * r
    c = 6.613756321437934e-05 + z * (-1.6533902205465252e-06 + z * 4.1381367970572385e-08)
    c = r - z * (0.16666666666666602 + z * (-0.0027777777777015593 + z * c))
    return 1.0 - ((tail - (r * c) / (2.0 - c)) - head)


@compiled
def log(x: float) -> float:
    """Return the natural logarithm: -infinity of 0, nan below.

    It is k log 2 + log(1 + f), where x = 2^k (1 + f) and 1 + f lies between the square roots of one half and of two.

    Examples
    --------
    >>> log(10.0), log(0.0), log(-1.0)
    (2.302585092994046, -inf, nan)
    """
    x = float(x)
    if x <= 0.0:
        return -math.inf if x == 0.0 else math.nan
    if not x < math.inf:
        return x
    small = x < LEAST_NORMAL
    shifted = _bits(x * 18014398509481984.0 if small else x) + (ONE_BITS - ROOT_HALF_BITS)
    k = float((shifted >> 52) - 1023 - (54 if small else 0))
    f = _number((shifted & FRACTION) + ROOT_HALF_BITS) - 1.0
    half = 0.5 * f * f
    s = f / (2.0 + f)
    return k * LN_2_HEAD - ((half - (s * (half + _log_series(s * s)) + k * LN_2_TAIL)) - f)


@compiled
def _log_series(z: float) -> float:
    w = z * z
    even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373))
    odd = 0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)
    return even + z * (0.6666666666666735 + w * odd)


@compiled
def erf(x: float) -> float:
    """Return the error function: 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.

    Examples
    --------
    >>> erf(0.5), erf(-9.0)
    (0.5204998778130465, -1.0)
    """
    x = float(x)
    size = abs(x)
    if size < 0.84375:
        return x + x * _erf_near_nought(x * x)
    if size < 1.25:
        found = 0.8450629115104675 + _erf_near_one(size - 1.0)
    elif size < 6.0:
        found = 1.0 - _rest_of_erf(size)
    else:
        found = 1.0 if size >= 6.0 else x
    return -found if x < 0.0 else found


@compiled
def _erf_near_nought(z: float) -> float:
    top = -0.02848174957559851 + z * (-0.005770270296489442 + z * -2.3763016656650163e-05)
    top = 0.12837916709551256 + z * (-0.3250421072470015 + z * top)
    low = 0.005081306281875766 + z * (0.00013249473800432164 + z * -3.960228278775368e-06)
    return top / (1.0 + z * (0.39791722395915535 + z * (0.0650222499887673 + z * low)))


@compiled
def _erf_near_one(s: float) -> float:
    top = -0.11089469428239668 + s * (0.035478304325618236 + s * -0.002166375594868791)
    top = -0.3722078760357013 + s * (0.31834661990116175 + s * top)
    top = -0.0023621185607526594 + s * (0.41485611868374833 + s * top)
    low = 0.12617121980876164 + s * (0.01363708391202905 + s * 0.011984499846799107)
    low = 0.540397917702171 + s * (0.07182865441419627 + s * low)
    return top / (1.0 + s * (0.10642088040084423 + s * low))


@compiled
def _rest_of_erf(x: float) -> float:
    """Return 1 - erf(x) from 1.25 on; the square of x is taken apart, since exp makes any error of it larger."""
    z = 1.0 / (x * x)
    fraction = _middle_rest(z) if x < 2.857142857142857 else _far_rest(z)
    head = _number(_bits(x) & HEAD)
    return exp(-head * head - 0.5625) * exp((head - x) * (head + x) + fraction) / x


@compiled
def _middle_rest(z: float) -> float:
    top = -184.60509290671104 + z * (-81.2874355063066 + z * -9.814329344169145)
    top = -62.375332450326006 + z * (-162.39666946257347 + z * top)
    top = -0.009864944034847148 + z * (-0.6938585727071818 + z * (-10.558626225323291 + z * top))
    low = 108.63500554177944 + z * (6.570249770319282 + z * -0.0604244152148581)
    low = 434.56587747522923 + z * (645.3872717332679 + z * (429.00814002756783 + z * low))
    return top / (1.0 + z * (19.651271667439257 + z * (137.65775414351904 + z * low)))


@compiled
def _far_rest(z: float) -> float:
    top = -637.5664433683896 + z * (-1025.0951316110772 + z * -483.5191916086514)
    top = -17.757954917754752 + z * (-160.63638485582192 + z * top)
    top = -0.0098649429247001 + z * (-0.799283237680523 + z * top)
    low = 2553.0504064331644 + z * (474.52854120695537 + z * -22.44095244658582)
    low = 325.7925129965739 + z * (1536.729586084437 + z * (3199.8582195085955 + z * low))
    return top / (1.0 + z * (30.33806074348246 + z * low))


@compiled
def cos(x: float) -> float:
    """Return the cosine of an angle of at most an eighth of a turn; nan beyond.

    Examples
    --------
    >>> cos(0.5), cos(0.0), cos(1.0)
    (0.8775825618903728, 1.0, nan)
    """
    x = float(x)
    if not abs(x) <= 0.7853981633974483:
        return math.nan
    z = x * x
    w = z * z
    r = z * (0.0416666666666666 + z * (-0.001388888888887411 + z * 2.480158728947673e-05))
    r = r + w * w * (-2.7557314351390663e-07 + z * (2.087572321298175e-09 + z * -1.1359647557788195e-11))
    near = 1.0 - 0.5 * z
    return near + (((1.0 - near) - 0.5 * z) + z * r)


@compiled
def acos(x: float) -> float:
    """Return the angle from 0 to half a turn with a given cosine; nan of what is none.

    It is twice the angle whose sine is the root of (1 - x) / 2; up to one half, a quarter of a turn less asin(x).

    Examples
    --------
    >>> acos(0.25), acos(1.0), acos(2.0)
    (1.318116071652818, 0.0, nan)
    """
    x = float(x)
    if not abs(x) <= 1.0:
        return math.nan
    if abs(x) < 0.5:
        return 1.5707963267948966 - (x - (6.123233995736766e-17 - x * _asin_rest(x * x)))
    z = (1.0 - abs(x)) * 0.5
    s = math.sqrt(z)
    if x < 0.0:
        return 3.141592653589793 - 2.0 * (s + (_asin_rest(z) * s - 6.123233995736766e-17))
    if z == 0.0:
        return 0.0
    head = _number(_bits(s) & HEAD)
    return 2.0 * (head + (_asin_rest(z) * s + (z - head * head) / (s + head)))


@compiled
def _asin_rest(z: float) -> float:
    """Return asin(s) / s - 1 for z = s^2."""
    top = 0.20121253213486293 + z * (-0.04005553450067941 + z * (0.0007915349942898145 + z * 3.479331075960212e-05))
    top = z * (0.16666666666666666 + z * (-0.3255658186224009 + z * top))
    low = 2.0209457602335057 + z * (-0.6882839716054533 + z * 0.07703815055590194)
    return top / (1.0 + z * (-2.403394911734414 + z * low))


@compiled
def nearness(distance: float) -> float:
    """Return exp(-distance^2 / 2): 1 when two beliefs agree, 0.61 when they are 1 apart."""
    return exp(-0.5 * distance * distance)


@compiled
def clip(x: float) -> float:
    """Keep a state within 0 and 1."""
    return min(1.0, max(0.0, x))


@compiled
def sort_by_key(keys: NDArray[np.int64], rows: NDArray[np.int64]) -> None:
    """Write the rows 0 to n - 1 in the rising order of their keys: into n buckets, and then each to its place.

    The first n keys are those, from 0 to 2^53 - 1, evenly drawn: so hardly two share a bucket. The rest, n + 1 more, is
    room to count.
    """
    n = len(rows)
    for b in range(n, 2 * n + 1):
        keys[b] = 0
    for i in range(n):
        keys[n + 1 + _bucket(keys[i], n)] += 1
    for b in range(n, 2 * n):
        keys[b + 1] += keys[b]
    for i in range(n):
        b = n + _bucket(keys[i], n)
        rows[keys[b]] = i
        keys[b] += 1
    for j in range(1, n):
        row, k = rows[j], j
        while k > 0 and keys[rows[k - 1]] > keys[row]:
            rows[k] = rows[k - 1]
            k -= 1
        rows[k] = row


@compiled
def _bucket(key: int, n: int) -> int:
    return ((key >> 22) * n) >> 31
