/** Makes it when it is first asked for, and once: whoever asks meanwhile waits for the same one. */
export function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
