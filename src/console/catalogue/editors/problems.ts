/** What is missing or wrong in the fields of a form, by field; {}: nothing. */
export type Problems<Fields> = Partial<Record<keyof Fields, string>>;
