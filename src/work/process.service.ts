/** Processing: lots go in, other lots come out. */
import { z } from 'zod';
import { lotCode } from '../epcis/identifiers.js';
import { quantity } from '../epcis/quantity.js';
import { addDays, eventTime } from '../epcis/time.js';
import { checkAlways } from '../http/check-always.js';
import { requireRole, type By } from '../policy.js';
import { reference } from '../registry/fields.js';
import { getLocation } from '../registry/location.service.js';
import { corrects, maxParts, note, refuseRepeats, takenPart } from './fields.js';
import { makePart, noted, placed, recordStep, takePart, together, type NewPart, type Recorded } from './step.js';

export const newProcess = z
  .strictObject({
    inputs: z.array(takenPart, 'required').min(1, 'required').max(maxParts),
    outputs: z
      .array(z.strictObject({ product: reference, lot: lotCode, quantity }), 'required') // in the product's unit
      .min(1, 'required')
      .max(maxParts),
    facility: reference,
    eventTime,
    note,
    corrects,
  })
  .check(
    checkAlways(({ value, issues }) => {
      refuseRepeats(value.inputs, ({ lot }) => lot, 'inputs', issues);
      refuseRepeats(value.outputs, ({ product, lot }) => `${product} ${lot}`, 'outputs', issues);
    }),
  );

/**
 * Uses up the inputs and opens the outputs. When the products made keep for different times, all of them are given the
 * shortest: an event has one expiry, and none may be sold too late.
 * @throws DomainError or Refusal `not-found`, `lot-exists`, `lot-in-itself`, `insufficient-quantity`, `yield-out-of-range`,
 * `lot-held`, `lot-recalled`, `lot-expired`, `event-in-future`, `event-before-lot`
 */
export async function recordProcess(input: z.output<typeof newProcess>, by: By): Promise<Recorded> {
  requireRole(by.actor, 'producer');
  const [facility, taken, made] = await together([
    getLocation(input.facility, by.actor, 'facility'),
    together(input.inputs.map((entry, row) => takePart(by.actor, entry, fieldsOfInput(row)))),
    together(input.outputs.map((entry, row) => makePart(by.actor, entry, fieldsOfOutput(row)))),
  ]);
  const draft = {
    type: 'TransformationEvent' as const,
    bizStep: 'commissioning',
    disposition: 'active',
    eventTime: input.eventTime,
    ...placed(facility),
    inputQuantityList: taken.map(({ element }) => element),
    outputQuantityList: made.map(({ element }) => element),
    ilmd: { 'nguon:productionDate': input.eventTime.slice(0, 10), ...expiryOf(made, input.eventTime.slice(0, 10)) },
    ...noted(input.note),
  };
  return recordStep(draft, by, { taken, made, corrects: input.corrects });
}

function fieldsOfInput(row: number) {
  return { lot: `inputs.${row}.lot`, quantity: `inputs.${row}.quantity` };
}

function fieldsOfOutput(row: number) {
  return { product: `outputs.${row}.product`, lot: `outputs.${row}.lot`, quantity: `outputs.${row}.quantity` };
}

function expiryOf(made: NewPart[], day: string): { 'cbvmda:itemExpirationDate'?: string } {
  const lives = made.flatMap(({ product }) => product.shelfLifeDays ?? []);
  return lives.length > 0 ? { 'cbvmda:itemExpirationDate': addDays(day, Math.min(...lives)) } : {};
}
