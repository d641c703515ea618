/**
 * topk and bottomk as Prometheus has them, down to which of equal values stay and in what order they come
 * (promql/engine.go, aggregation; Go's container/heap and sort):
 * 1. A heap of at most k samples with the worst on top; a better one takes its place.
 * 2. In the end the heap is sorted, best first, by insertion, as Go does up to twelve elements.
 */
import type { Sample } from './sample.ts'

type Less = (a: Sample, b: Sample) => boolean

/** NaN is the worst in both directions. */
const isLower: Less = (a, b) => Number.isNaN(a.value) || a.value < b.value
const isHigher: Less = (a, b) => Number.isNaN(a.value) || a.value > b.value

export const largest = (samples: readonly Sample[], k: number) => kept(samples, k, isLower)
export const smallest = (samples: readonly Sample[], k: number) => kept(samples, k, isHigher)

function kept(samples: readonly Sample[], k: number, isWorse: Less): Sample[] {
  const heap: Sample[] = []
  for (const sample of samples) {
    if (heap.length === k) {
      const worst = heap[0] as Sample
      const isBetter = Number.isNaN(worst.value) || isWorse(worst, sample)
      if (!isBetter) continue
      if (k === 1) {
        heap[0] = sample
        continue
      }
      pop(heap, isWorse)
    }
    heap.push(sample)
    up(heap, heap.length - 1, isWorse)
  }
  return sortedBestFirst(heap, isWorse)
}

function swap(heap: Sample[], i: number, j: number): void {
  const at = heap[i] as Sample
  heap[i] = heap[j] as Sample
  heap[j] = at
}

function up(heap: Sample[], from: number, isWorse: Less): void {
  for (let j = from; j > 0; ) {
    const parent = (j - 1) >> 1
    if (!isWorse(heap[j] as Sample, heap[parent] as Sample)) return
    swap(heap, parent, j)
    j = parent
  }
}

function pop(heap: Sample[], isWorse: Less): void {
  const last = heap.length - 1
  swap(heap, 0, last)
  for (let i = 0; ; ) {
    const left = 2 * i + 1
    if (left >= last) break
    const right = left + 1
    const child = right < last && isWorse(heap[right] as Sample, heap[left] as Sample) ? right : left
    if (!isWorse(heap[child] as Sample, heap[i] as Sample)) break
    swap(heap, i, child)
    i = child
  }
  heap.pop()
}

function sortedBestFirst(heap: Sample[], isWorse: Less): Sample[] {
  // Beyond twelve Go sorts otherwise; which of many equal ones comes first is chance there.
  if (heap.length > 12) return heap.sort((a, b) => (isWorse(b, a) ? (isWorse(a, b) ? 0 : -1) : 1))
  for (let i = 1; i < heap.length; i++)
    for (let j = i; j > 0 && isWorse(heap[j - 1] as Sample, heap[j] as Sample); j--) swap(heap, j, j - 1)
  return heap
}
