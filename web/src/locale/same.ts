// The shape of texts: the same keys in both languages, each a text.
export type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> }
