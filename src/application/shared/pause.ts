/** Resolves after this many milliseconds. The caller limits the number of pauses. */
export type Pause = (milliseconds: number) => Promise<void>;
