/** Icons for a canvas: each is drawn once from its SVG, which would cost much to draw anew for every node. */

/** Enough for an icon of 19 px at the nearest zoom on a fine screen. */
const sidePx = 128

/** The picture at an address; undefined until it is loaded, of which `onLoad` tells. */
export function createPictures(onLoad: () => void): (uri: string) => CanvasImageSource | undefined {
  const pictures = new Map<string, HTMLCanvasElement | undefined>()
  return (uri) => {
    if (!pictures.has(uri)) {
      pictures.set(uri, undefined)
      const image = new Image(sidePx, sidePx)
      image.addEventListener('load', () => {
        const canvas = document.createElement('canvas')
        canvas.width = sidePx
        canvas.height = sidePx
        canvas.getContext('2d')?.drawImage(image, 0, 0, sidePx, sidePx)
        pictures.set(uri, canvas)
        onLoad()
      })
      image.src = uri
    }
    return pictures.get(uri)
  }
}
