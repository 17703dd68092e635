/** Corrective actions as programs get them. */
import { z } from 'zod';
import { day, instant } from '../epcis/time.js';
import { actionStates, decisions, type CorrectiveAction } from './corrective-action.model.js';

export const actionAnswer = z.object({
  id: z.string(),
  state: z.enum(actionStates),
  organization: z.string(),
  inspection: z.string(),
  lot: z.string().nullable(),
  code: z.string().nullable(),
  demand: z.string(),
  dueOn: day,
  answers: z.array(z.object({ at: instant, by: z.string(), words: z.string(), file: z.string().nullable() })),
  decisions: z.array(
    z.object({
      at: instant,
      by: z.string(),
      decision: z.enum(decisions),
      note: z.string(),
      inspection: z.string().nullable(),
    }),
  ),
});

export const actionExample = {
  id: '3m0b4q1x8v7d2k9f',
  state: 'open',
  organization: '4q1x8v7d2k9f3m0b',
  inspection: '7d2k9f3m1q8x4v0b',
  lot: null,
  code: '7.1',
  demand: 'Lưu đủ sổ sản xuất 24 tháng.',
  dueOn: '2026-12-20',
  answers: [],
  decisions: [],
};

export function presentAction(action: CorrectiveAction): z.output<typeof actionAnswer> {
  const { _id: id, state, organization, inspection, lot, code, demand, dueOn, answers, decisions: decided } = action;
  return {
    ...{ id, state, organization, inspection, lot: lot ?? null, code: code ?? null, demand, dueOn },
    answers: answers.map(({ at, by, words, file }) => ({ at: isoOf(at), by, words, file: file ?? null })),
    decisions: decided.map(({ at, by, decision, note, inspection: seen }) => {
      return { at: isoOf(at), by, decision, note, inspection: seen ?? null };
    }),
  };
}

export const isoOf = (at: Date) => new Date(at).toISOString();
