import { describe, it } from 'vitest'
import { expectPromql } from './expect-promql.ts'

describe('matchers', () => {
  it('are anchored, and an absent label is an empty one', () =>
    expectPromql(`load 1m
        up{app="reviews"} 1
        up{app="reviews-v2", zone="x"} 2

      eval instant at 0 up{app=~"reviews"}
        up{app="reviews"} 1

      eval instant at 0 up{app=~"reviews.*", zone=""}
        up{app="reviews"} 1

      eval instant at 0 up{zone!="x"}
        up{app="reviews"} 1

      eval instant at 0 up{app!~".*s"}
        up{app="reviews-v2", zone="x"} 2

      eval instant at 0 up{app=~"(?i)REVIEWS"}
        up{app="reviews"} 1

      eval instant at 0 {__name__="up", zone=~"x|y"}
        up{app="reviews-v2", zone="x"} 2
    `))
})

describe('looking back', () => {
  it('sees a sample for five minutes, both ends included', () =>
    expectPromql(`load 10s
        v 1

      eval instant at 300s v
        v 1

      eval instant at 301s v

      eval instant at 1m count_over_time(v[1m])
        {} 1

      eval instant at 61s count_over_time(v[1m])

    `))

  it('a stale series is gone at once, for instant selectors only', () =>
    expectPromql(`load 10s
        v 1 2 stale _ 5

      eval instant at 15s v
        v 2

      eval instant at 20s v

      eval instant at 39s v

      eval instant at 40s v
        v 5

      eval instant at 40s sum_over_time(v[40s])
        {} 8
    `))
})

describe('moved in time', () => {
  it('offset and @, in any order', () =>
    expectPromql(`load 1m
        v 0+1x20

      eval instant at 10m v offset 3m
        v 7

      eval instant at 10m v offset -3m
        v 13

      eval instant at 10m v @ 300
        v 5

      eval instant at 10m v @ 300 offset 1m
        v 4

      eval instant at 10m v offset 1m @ 300
        v 4

      eval instant at 10m sum_over_time(v[2m] @ 300)
        {} 12
    `))

  it('a subquery is evaluated at multiples of its step', () =>
    expectPromql(`load 10s
        v 0+1x60

      eval instant at 5m max_over_time((v * 2)[1m:20s])
        {} 60

      eval instant at 310s count_over_time(v[1m:20s])
        {} 3

      eval instant at 310s count_over_time(v[5m:])
        {} 5

      eval instant at 5m max_over_time(rate(v[30s])[2m:30s] offset 1m)
        {} 0.1
    `))
})

describe('histogram_quantile', () => {
  const data = `load 10s
      took_bucket{app="a", le="0.1"} 0+1x10
      took_bucket{app="a", le="1"} 0+3x10
      took_bucket{app="a", le="10"} 0+4x10
      took_bucket{app="a", le="+Inf"} 0+4x10
      open_bucket{le="1"} 3
      open_bucket{le="2"} 5
`
  it('interpolates in the bucket of the rank', () =>
    expectPromql(`${data}
      eval instant at 100s histogram_quantile(0.5, rate(took_bucket[1m]))
        {app="a"} 0.55

      eval instant at 100s histogram_quantile(0.25, sum by (le) (took_bucket))
        {} 0.1

      eval instant at 100s histogram_quantile(1, took_bucket)
        {app="a"} 10

      eval instant at 100s histogram_quantile(1.1, took_bucket)
        {app="a"} Inf

      eval instant at 100s histogram_quantile(-0.1, took_bucket)
        {app="a"} -Inf

      eval instant at 100s histogram_quantile(0.5, took_bucket * 0)
        {app="a"} NaN

      eval instant at 0 histogram_quantile(0.5, open_bucket)
        {} NaN
    `))
})
