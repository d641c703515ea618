import { describe, it } from 'vitest'
import { expectPromql } from './expect-promql.ts'

describe('precedence', () => {
  it('powers bind tighter than signs and go from right to left', () =>
    expectPromql(`eval instant at 0 -2 ^ 2
        -4

      eval instant at 0 2 ^ 3 ^ 2
        512

      eval instant at 0 2 + 3 * 4 % 5
        4

      eval instant at 0 1 - -3
        4

      eval instant at 0 2. + .5 + 0x10 + 1e1
        28.5

      eval instant at 0 1 > bool 0 == bool 1
        1
    `))

  it('what follows an operation belongs to its last operand', () =>
    expectPromql(`load 1m
        a 1 2 3
        b 10 20 30

      eval instant at 2m a + b offset 1m
        {} 23

      eval instant at 2m a + b @ 0
        {} 13

      eval instant at 2m -b offset 2m
        {} -10

      eval instant at 2m a + max_over_time(b[2m] offset 1m)
        {} 23
    `))
})

describe('between vectors', () => {
  const data = `load 1m
      errors{method="get", code="500"} 24
      errors{method="get", code="404"} 30
      errors{method="put", code="501"} 3
      requests{method="get"} 600
      requests{method="del"} 34
      requests{method="put"} 12
`
  it('one to one by all, by some and by all but some labels', () =>
    expectPromql(`${data}
      eval instant at 0 errors{code="500"} / ignoring (code) requests
        {method="get"} 0.04

      eval instant at 0 errors{code="501"} / on (method) requests
        {method="put"} 0.25

      eval instant at 0 requests - requests
        {method="get"} 0
        {method="del"} 0
        {method="put"} 0

      eval_fail instant at 0 requests / on (method) errors

      eval instant at 0 nothing / on (method) errors

    `))

  it('many to one, with labels from the one side', () =>
    expectPromql(`${data}
      eval instant at 0 errors / ignoring (code) group_left requests
        {method="get", code="500"} 0.04
        {method="get", code="404"} 0.05
        {method="put", code="501"} 0.25

      eval instant at 0 requests * on (method) group_right errors{code="404"}
        {method="get", code="404"} 18000

      eval instant at 0 requests{method="put"} * on (method) group_left (code) errors{method="put"}
        {method="put", code="501"} 36
    `))

  it('sets', () =>
    expectPromql(`${data}
      eval instant at 0 requests and on (method) errors
        requests{method="get"} 600
        requests{method="put"} 12

      eval instant at 0 requests unless on (method) errors
        requests{method="del"} 34

      eval instant at 0 requests{method="del"} or errors{method="put"}
        requests{method="del"} 34
        errors{method="put", code="501"} 3
    `))

  it('comparisons keep the name, arithmetic does not', () =>
    expectPromql(`${data}
      eval instant at 0 requests > 20
        requests{method="get"} 600
        requests{method="del"} 34

      eval instant at 0 20 < requests
        requests{method="get"} 600
        requests{method="del"} 34

      eval instant at 0 requests{method="put"} >= bool 12
        {method="put"} 1

      eval instant at 0 2 ^ requests{method="put"} % 1000
        {method="put"} 96

      eval instant at 0 requests{method="put"} atan2 0
        requests{method="put"} 1.5707963268
    `))

  it('division by zero', () =>
    expectPromql(`eval instant at 0 1 / 0
        Inf

      eval instant at 0 -1 / 0
        -Inf

      eval instant at 0 0 / 0
        NaN
    `))
})

describe('aggregations', () => {
  const data = `load 1m
      cpu{pod="a", zone="x"} 1
      cpu{pod="b", zone="x"} 5
      cpu{pod="c", zone="y"} 3
      cpu{pod="d", zone="y"} 3
`
  it('by and without', () =>
    expectPromql(`${data}
      eval instant at 0 sum by (zone) (cpu)
        {zone="x"} 6
        {zone="y"} 6

      eval instant at 0 avg without (pod) (cpu)
        {zone="x"} 3
        {zone="y"} 3

      eval instant at 0 min(cpu)
        {} 1

      eval instant at 0 max(cpu) by (zone)
        {zone="x"} 5
        {zone="y"} 3

      eval instant at 0 count(cpu) without (zone, pod)
        {} 4

      eval instant at 0 group(cpu)
        {} 1

      eval instant at 0 stdvar by (zone) (cpu)
        {zone="x"} 4
        {zone="y"} 0

      eval instant at 0 stddev by (zone) (cpu)
        {zone="x"} 2
        {zone="y"} 0

      eval instant at 0 quantile by (zone) (0.75, cpu)
        {zone="x"} 4
        {zone="y"} 3

      eval instant at 0 sum by (__name__) (cpu)
        cpu 12

      eval instant at 0 sum(nothing)

    `))

  it('topk, bottomk and count_values', () =>
    expectPromql(`${data}
      eval_ordered instant at 0 topk(2, cpu)
        cpu{pod="b", zone="x"} 5
        cpu{pod="c", zone="y"} 3

      eval instant at 0 bottomk by (zone) (1, cpu{pod=~"a|b|c"})
        cpu{pod="a", zone="x"} 1
        cpu{pod="c", zone="y"} 3

      eval instant at 0 count_values("cores", cpu)
        {cores="1"} 1
        {cores="5"} 1
        {cores="3"} 2

      eval instant at 0 topk(0, cpu)

    `))
})
