/** Functions of plain values (structured clone), by name. */
export type Tasks = { readonly [name: string]: (input: never) => unknown };

/** Where work is done that need not be done here and now: in threads beside this one, or, with one core, in this one. */
export interface TaskPool<Of extends Tasks> {
  /** Beside this thread; 0: a task runs here, at once. */
  readonly threads: number;
  /** What the task makes of the input does not depend on where it runs. Rejects with what the task threw, or 'unavailable' when its thread died. */
  run<Name extends keyof Of & string>(
    task: Name,
    input: Parameters<Of[Name]>[0],
  ): Promise<Awaited<ReturnType<Of[Name]>>>;
  /** Ends the threads; what they had in hand rejects. */
  close(): Promise<void>;
}

/** Everything in this thread. */
export function createInlinePool<Of extends Tasks>(tasks: Of): TaskPool<Of> {
  return {
    threads: 0,
    run: async (task, input) => (await tasks[task]!(input as never)) as never,
    close: async () => {},
  };
}
