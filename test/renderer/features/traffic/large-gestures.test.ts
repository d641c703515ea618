import { beforeEach, describe, expect, it } from 'vitest'
import { listenToGestures } from '../../../../renderer/features/traffic/large-gestures.ts'
import type { Point } from '../../../../renderer/features/traffic/layout.ts'

/** At 100, 50 in the window. */
class FakeElement extends EventTarget {
  readonly captured: number[] = []
  getBoundingClientRect = () => ({ left: 100, top: 50 })
  setPointerCapture = (id: number) => this.captured.push(id)
}

let element: FakeElement
let seen: string[]
let end: () => void
const words = (p: Point) => `${p.x},${p.y}`

beforeEach(() => {
  element = new FakeElement()
  seen = []
  end = listenToGestures(element as unknown as HTMLElement, {
    pan: (by) => seen.push(`pan ${words(by)}`),
    zoom: (factor, at) => seen.push(`zoom ${factor.toFixed(2)} at ${words(at)}`),
    tap: (at) => seen.push(`tap ${words(at)}`),
    grab: (at) => (at.x > 500 ? 'node' : null),
    drag: (id, by) => seen.push(`drag ${id} ${words(by)}`),
  })
})

function send(type: string, clientX: number, clientY: number, more: object = {}): Event {
  const event = Object.assign(new Event(type, { cancelable: true }), {
    ...{ clientX, clientY, pointerId: 1, button: 0 },
    ...more,
  })
  element.dispatchEvent(event)
  return event
}

describe('on a large graph', () => {
  it('a press that hardly slips is a tap', () => {
    send('pointerdown', 200, 150)
    send('pointermove', 202, 151)
    send('pointerup', 202, 151)
    expect(seen).toEqual(['tap 100,100'])
    expect(element.captured).toEqual([1])
  })

  it('a drag moves the graph by all of the way, and is no tap', () => {
    send('pointerdown', 200, 150)
    send('pointermove', 202, 151)
    send('pointermove', 220, 160)
    send('pointermove', 230, 160)
    send('pointerup', 230, 160)
    send('pointermove', 300, 300)
    expect(seen).toEqual(['pan 20,10', 'pan 10,0'])
  })

  it('a drag that begins at a node moves the node', () => {
    send('pointerdown', 700, 150)
    send('pointermove', 720, 150)
    send('pointerup', 720, 150)
    send('pointerdown', 200, 150)
    send('pointermove', 220, 150)
    expect(seen).toEqual(['drag node 20,0', 'pan 20,0'])
  })

  it('two fingers zoom about their middle, and are no tap', () => {
    send('pointerdown', 200, 150)
    send('pointerdown', 300, 150, { pointerId: 2 })
    send('pointermove', 400, 150, { pointerId: 2 })
    send('pointerup', 400, 150, { pointerId: 2 })
    send('pointerup', 200, 150)
    expect(seen).toEqual(['pan 50,0', 'zoom 2.00 at 200,100'])
  })

  it('the wheel zooms at the pointer, by pixels or by lines, and does not scroll the page', () => {
    const event = send('wheel', 200, 150, { deltaY: -250, deltaMode: 0 })
    send('wheel', 200, 150, { deltaY: 250 / 33, deltaMode: 1 })
    send('wheel', 200, 150, { deltaX: 120, deltaY: 0, deltaMode: 0 })
    expect(seen).toEqual(['zoom 10.00 at 100,100', 'zoom 0.10 at 100,100'])
    expect(event.defaultPrevented).toBe(true)
  })

  it('other buttons, a press that was taken away, and what comes after the end do nothing', () => {
    send('pointerdown', 200, 150, { button: 2 })
    send('pointerup', 200, 150)
    send('pointerdown', 200, 150)
    send('pointercancel', 200, 150)
    end()
    send('wheel', 200, 150, { deltaY: -250, deltaMode: 0 })
    expect(seen).toEqual([])
  })
})
