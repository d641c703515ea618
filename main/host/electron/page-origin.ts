/** The one place that the window's page comes from. */
export const pageScheme = 'app'
export const pageOrigin = 'app://aviary'
export const pageUrl = `${pageOrigin}/`

/** The word that a page says to get a port to the core, and that comes with the port. */
export const portWanted = 'aviary-port-wanted'
export const portGiven = 'aviary-port'
