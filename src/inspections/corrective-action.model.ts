import mongoose from 'mongoose';

/** Waits for the producer, waits for an inspector, done. */
export const actionStates = ['open', 'answered', 'closed'] as const;
export type ActionState = (typeof actionStates)[number];
export const decisions = ['closed', 'reopened'] as const;

export interface ActionAnswer {
  at: Date;
  /** Name of the person. */
  by: string;
  words: string;
  /** SHA-256 of a file. */
  file?: string | null;
}

export interface ActionDecision {
  at: Date;
  by: string;
  decision: (typeof decisions)[number];
  note: string;
  /** Re-inspection that decided it. */
  inspection?: string | null;
}

/** What an inspected organisation has to put right, until when, and what became of it. */
export interface CorrectiveAction {
  _id: string;
  /** Who has to do it. */
  organization: string;
  inspection: string;
  lot?: string | null;
  /** Item of the checklist, and its words at the time. */
  code?: string | null;
  demand: string;
  /** `2026-12-01` */
  dueOn: string;
  state: ActionState;
  answers: ActionAnswer[];
  decisions: ActionDecision[];
  orderedBy: string;
  createdAt: Date;
}

const text = { type: String, required: true };
const time = { type: Date, required: true };

export const CorrectiveActions = mongoose.model(
  'CorrectiveAction',
  new mongoose.Schema<CorrectiveAction>({
    ...{ _id: text, organization: text, inspection: text, lot: String, code: String, demand: text, dueOn: text },
    state: { type: String, enum: actionStates, required: true },
    answers: [{ _id: false, at: time, by: text, words: text, file: String }],
    decisions: [
      {
        _id: false,
        ...{ at: time, by: text, note: text, inspection: String },
        decision: { type: String, enum: decisions, required: true },
      },
    ],
    orderedBy: text,
    createdAt: time,
  })
    .index({ state: 1, dueOn: 1 })
    .index({ organization: 1, state: 1, dueOn: 1 })
    .index({ inspection: 1, createdAt: 1 }),
);
