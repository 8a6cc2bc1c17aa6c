/** Somebody of the operator. They are no one's member and no one's office: site rights and rights inside are apart (ADM-07). */
export interface Operator {
  readonly operatorId: string;
  readonly name: string;
}
