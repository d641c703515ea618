/** Arguments of a container as its program gets them. */

/** `$(NAME)` becomes the value of a known variable, `$$(NAME)` becomes `$(NAME)`. */
export const expanded = (text: string, environment: ReadonlyMap<string, string>): string =>
  text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name: string | undefined) =>
    name === undefined ? '$' : (environment.get(name) ?? whole),
  )
