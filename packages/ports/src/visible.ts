/** What of a list its reader may see; everything when nothing is said. */
export interface Visible {
  /** Only of functions, or workflows, whose names one of these patterns matches; `*` in one stands for any characters. */
  readonly patterns?: readonly string[];
  /** Only what this principal has asked for. */
  readonly principalId?: string;
}
