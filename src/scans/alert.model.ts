import mongoose from 'mongoose';
import { ruleNames, type Facts, type RuleName } from './clone-rules.js';

export const alertStates = ['open', 'closed'] as const;
export type AlertState = (typeof alertStates)[number];

/** That scans of a label hint at a copy: one a label and rule, which each further scan renews. */
export interface Alert {
  _id: string;
  state: AlertState;
  /** As of a scan: `01/…/10/…/21/…`, or `…/21/?`. */
  label: string;
  lot: string;
  /** The organisation that made the lot; it alone of the producers sees the alert. */
  organization: string;
  rule: RuleName;
  /** Of the last scan that broke the rule. */
  facts: Facts;
  firstAt: Date;
  lastAt: Date;
  /** Scans that broke the rule. */
  count: number;
  closedAt: Date | null;
  /** Name of the inspector, and what he found. */
  closedBy: string | null;
  note: string | null;
}

const text = { type: String, required: true };
const date = { type: Date, required: true };

export const Alerts = mongoose.model(
  'Alert',
  new mongoose.Schema<Alert>(
    {
      _id: text,
      state: { ...text, enum: alertStates },
      label: text,
      lot: text,
      organization: text,
      rule: { ...text, enum: ruleNames },
      facts: { type: mongoose.Schema.Types.Mixed, required: true },
      firstAt: date,
      lastAt: date,
      count: { type: Number, required: true },
      closedAt: { type: Date, default: null },
      closedBy: { type: String, default: null },
      note: { type: String, default: null },
    },
    { minimize: false },
  )
    .index({ label: 1, rule: 1 }, { unique: true })
    .index({ state: 1, lastAt: -1 })
    .index({ organization: 1, state: 1, lastAt: -1 }),
);
