/** An estimate and the interval that holds the true value with the given confidence, as far as the method's assumptions hold. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Such as 0.95. */
  readonly confidence: number;
}
