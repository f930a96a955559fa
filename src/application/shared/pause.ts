/** Waits that many milliseconds. Whoever calls it bounds how often. */
export type Pause = (milliseconds: number) => Promise<void>;
