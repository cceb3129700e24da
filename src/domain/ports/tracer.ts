/** Shows what a request spends its time on. Outside a traced request, `span` only runs the work. */
export interface Tracer {
  /**
   * Runs work as a named part of the current trace and returns what it returns. The part lasts until the work returned, threw, or
   * the promise it gave settled. `rung`: the step of the ladder that the work stands for.
   */
  span<T>(name: string, work: () => T, rung?: string): T;
}

export const NO_TRACER: Tracer = { span: (_name, work) => work() };
