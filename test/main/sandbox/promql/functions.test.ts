import { describe, it } from 'vitest'
import { expectPromql } from './expect-promql.ts'

describe('counters', () => {
  it('rate divides the increase by the window, which it fills', () =>
    expectPromql(`load 10s
        requests{code="200"} 0+20x12
        requests{code="500"} 0+1x12

      eval instant at 2m rate(requests[1m])
        {code="200"} 2
        {code="500"} 0.1

      eval instant at 2m increase(requests[1m])
        {code="200"} 120
        {code="500"} 6

      eval instant at 2m rate(requests[1m] offset 1m)
        {code="200"} 2
        {code="500"} 0.1
    `))

  it('a restart counts from zero', () =>
    expectPromql(`load 10s
        requests 100 110 120 5 15

      eval instant at 40s increase(requests[40s])
        {} 35

      eval instant at 30s irate(requests[40s])
        {} 0.5

      eval instant at 40s resets(requests[40s])
        {} 1
    `))

  it('one sample is no rate, and a young counter is not taken below zero', () =>
    expectPromql(`load 10s
        lonely _ _ _ 7
        young _ _ 1 11

      eval instant at 30s rate(lonely[1m])

      eval instant at 30s increase(young[1m])
        {} 11
    `))

  it('idelta and delta are for gauges', () =>
    expectPromql(`load 10s
        level 5 9 2

      eval instant at 20s idelta(level[20s])
        {} -7

      eval instant at 20s delta(level[20s])
        {} -3
    `))
})

describe('over time', () => {
  it('each of the aggregations', () =>
    expectPromql(`load 1m
        level{at="x"} 4 8 6 NaN 2

      eval instant at 2m avg_over_time(level[2m])
        {at="x"} 6

      eval instant at 2m sum_over_time(level[2m])
        {at="x"} 18

      eval instant at 4m count_over_time(level[4m])
        {at="x"} 5

      eval instant at 4m min_over_time(level[4m])
        {at="x"} 2

      eval instant at 4m max_over_time(level[4m])
        {at="x"} 8

      eval instant at 3m last_over_time(level[3m])
        level{at="x"} NaN

      eval instant at 4m present_over_time(level[1m])
        {at="x"} 1

      eval instant at 2m stdvar_over_time(level[2m])
        {at="x"} 2.6666666667

      eval instant at 2m stddev_over_time(level[2m])
        {at="x"} 1.632993162

      eval instant at 2m quantile_over_time(0.25, level[2m])
        {at="x"} 5

      eval instant at 4m changes(level[4m])
        {at="x"} 4
    `))

  it('absent_over_time tells what was asked for', () =>
    expectPromql(`load 1m
        here 1 1

      eval instant at 1m absent_over_time(here[1m])

      eval instant at 1m absent_over_time(gone{a="b", c!="d"}[1m])
        {a="b"} 1
    `))

  it('trends', () =>
    expectPromql(`load 10s
        line 3+2x6

      eval instant at 1m deriv(line[1m])
        {} 0.2

      eval instant at 1m predict_linear(line[1m], 30)
        {} 21

      eval instant at 1m holt_winters(line[1m], 0.5, 0.5)
        {} 15

      eval_fail instant at 1m holt_winters(line[1m], 1.5, 0.5)

    `))
})

describe('values', () => {
  it('rounding and clamping', () =>
    expectPromql(`load 1m
        v{k="a"} -2.5
        v{k="b"} 7.3

      eval instant at 0 round(v)
        {k="a"} -2
        {k="b"} 7

      eval instant at 0 round(v, 0.5)
        {k="a"} -2.5
        {k="b"} 7.5

      eval instant at 0 ceil(v)
        {k="a"} -2
        {k="b"} 8

      eval instant at 0 floor(v)
        {k="a"} -3
        {k="b"} 7

      eval instant at 0 abs(v)
        {k="a"} 2.5
        {k="b"} 7.3

      eval instant at 0 sgn(v)
        {k="a"} -1
        {k="b"} 1

      eval instant at 0 clamp(v, 0, 5)
        {k="a"} 0
        {k="b"} 5

      eval instant at 0 clamp_min(clamp_max(v, 5), -1)
        {k="a"} -1
        {k="b"} 5

      eval instant at 0 clamp(v, 5, 0)

    `))

  it('logarithms and angles', () =>
    expectPromql(`eval instant at 0 ln(vector(1)) + log2(vector(8)) + log10(vector(1000)) + exp(vector(0)) + sqrt(vector(9))
        {} 10

      eval instant at 0 deg(vector(pi())) + rad(vector(0))
        {} 180

      eval instant at 0 sin(vector(pi() / 2)) + cos(vector(0)) + tan(vector(0))
        {} 2

      eval instant at 0 sinh(vector(0)) + cosh(vector(0)) + tanh(vector(0))
        {} 1

      eval instant at 0 asin(vector(1)) + acos(vector(1)) + atan(vector(0))
        {} 1.5707963268

      eval instant at 0 asinh(vector(0)) + acosh(vector(1)) + atanh(vector(0))
        {} 0
    `))

  it('dates are in UTC', () =>
    expectPromql(`eval instant at 1709251199 year() * 10000 + month() * 100 + day_of_month()
        {} 20240229

      eval instant at 1709251199 hour() * 100 + minute()
        {} 2359

      eval instant at 1709251199 day_of_week() * 1000 + day_of_year()
        {} 4060

      eval instant at 0 days_in_month(vector(1709251199))
        {} 29
    `))

  it('time, vector, scalar and timestamp', () =>
    expectPromql(`load 30s
        v{k="a"} 1 2 3
        v{k="b"} 4

      eval instant at 45s time()
        45

      eval instant at 45s vector(scalar(v{k="a"}))
        {} 2

      eval instant at 45s scalar(v)
        NaN

      eval instant at 45s timestamp(v{k="a"})
        {k="a"} 30

      eval instant at 45s timestamp(v{k="a"} + 0)
        {k="a"} 45
    `))
})

describe('labels', () => {
  it('label_replace takes the whole value and keeps the name', () =>
    expectPromql(`load 1m
        pods{pod="reviews-v2-7d9f"} 1

      eval instant at 0 label_replace(pods, "app", "$1", "pod", "([a-z]+)-v.*")
        pods{pod="reviews-v2-7d9f", app="reviews"} 1

      eval instant at 0 label_replace(pods, "app", "\${word}!", "pod", "(?P<word>[a-z]+)-.*")
        pods{pod="reviews-v2-7d9f", app="reviews!"} 1

      eval instant at 0 label_replace(pods, "app", "$1", "pod", "([a-z]+)")
        pods{pod="reviews-v2-7d9f"} 1

      eval instant at 0 label_replace(pods, "pod", "", "pod", ".*")
        pods 1

      eval_fail instant at 0 label_replace(pods, "not-a-label", "", "pod", ".*")

    `))

  it('label_join takes missing labels as empty', () =>
    expectPromql(`load 1m
        pods{a="1", c="3"} 1

      eval instant at 0 label_join(pods, "all", "-", "a", "b", "c")
        pods{a="1", c="3", all="1--3"} 1
    `))

  it('absent says what the selector says for certain', () =>
    expectPromql(`eval instant at 0 absent(gone{a="1", b=~"2", c="3", c="4"})
        {a="1"} 1

      eval instant at 0 absent(vector(1))

    `))

  it('sort puts NaN last', () =>
    expectPromql(`load 1m
        v{k="a"} 2
        v{k="b"} NaN
        v{k="c"} 1

      eval_ordered instant at 0 sort(v)
        v{k="c"} 1
        v{k="a"} 2
        v{k="b"} NaN

      eval_ordered instant at 0 sort_desc(v)
        v{k="a"} 2
        v{k="c"} 1
        v{k="b"} NaN
    `))

  it('two series with one label set are an error', () =>
    expectPromql(`load 1m
        one{k="a"} 1 2
        two{k="a"} 1 2

      eval_fail instant at 1m rate({k="a"}[1m])

    `))
})
