/** The Istio that the sandbox says it is. */
export const istioVersion = '1.27.1'
