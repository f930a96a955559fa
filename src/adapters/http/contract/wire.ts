/** A type as Joi's typed schemas can describe it: the same, with arrays that are not marked read-only. */
export type Wire<T> = T extends readonly (infer U)[]
  ? Wire<U>[]
  : T extends object
    ? { -readonly [K in keyof T]: Wire<T[K]> }
    : T;
