/** Users with rates no person has: kept in the log and in reports, left out of item stats and training. */
export interface FlaggedUsers {
  /**
   * Flags those whose events since the last call make more than the limit within some hour, by when they occurred; what they had added
   * to the item stats is taken out. Of imported events nobody is judged. Each user is flagged once.
   */
  detect(): Promise<{ readonly more: boolean }>;
  /**
   * Takes a flag back (32 hex characters) and counts what the user did; false when there was none. Who goes on as before is flagged
   * again.
   */
  unflag(userKey: string): Promise<boolean>;
}
