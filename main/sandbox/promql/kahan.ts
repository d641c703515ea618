/** Neumaier's compensated sum, as Prometheus adds (promql/functions.go, kahanSumInc). */
export class KahanSum {
  sum = 0
  compensation = 0

  add(value: number): void {
    const total = this.sum + value
    this.compensation +=
      Math.abs(this.sum) >= Math.abs(value) ? this.sum - total + value : value - total + this.sum
    this.sum = total
  }

  get total(): number {
    return this.sum + this.compensation
  }
}
