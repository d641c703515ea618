/** Why an evaluation comes to nothing, as a real server says it. */
export class CelFailure extends Error {}
