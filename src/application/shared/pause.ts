/** Waits. The caller limits how often. */
export type Pause = (milliseconds: number) => Promise<void>;
