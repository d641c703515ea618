/** Stories that go otherwise on a real control plane, each with the reason. The test holds that they do. */
export const knownControllerDifferences: Readonly<Record<string, string>> = {}
