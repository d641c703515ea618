/** What the user allowed, and how much a context takes. */
export interface Manners {
  rateCap(context: string): number | undefined
  isAllowed(origin: string): boolean
  remember(origin: string): void
}

export const noManners: Manners = {
  rateCap: () => undefined,
  isAllowed: () => false,
  remember: () => undefined,
}
