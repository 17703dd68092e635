/** Tells the demo's story to the services that forms and programs use; nothing here writes an event itself. */
import { addDays } from '../epcis/time.js';
import { lotPath } from '../epcis/identifiers.js';
import {
  holdLot,
  newHold,
  newInspection,
  newRelease,
  recordInspection,
  releaseLot,
} from '../inspections/inspection.service.js';
import { issueLabels, newLabels } from '../labels/label.service.js';
import { type By } from '../policy.js';
import { newRecallOfLot, recallLot } from '../recalls/recall.service.js';
import { newSet, packSet } from '../sets/pack.service.js';
import { newDestruction, recordDestruction } from '../work/destroy.service.js';
import { newHarvest, recordHarvest } from '../work/harvest.service.js';
import { newPacking, recordPacking } from '../work/pack.service.js';
import { newProcess, recordProcess } from '../work/process.service.js';
import { newReceipt, recordReceipt } from '../work/receive.service.js';
import { newSale, recordSale } from '../work/sell.service.js';
import { newShipment, recordShipment } from '../work/ship.service.js';
import { premisesOf } from './places.js';
import { type Cast } from './register.js';
import { type ActStep, type LotName, type ProductName, type Step, type VisitStep, type WorkStep } from './story.js';
import { noVisits, visit, type Visits } from './visits.js';

/** Stops the play between two steps. */
export type Signal = Pick<AbortSignal, 'throwIfAborted'>;

interface Scene extends Cast {
  /** URIs of the shipments so far, by the number of their delivery note. */
  shipments: Map<string, string>;
  visits: Visits;
}

/**
 * Records the steps in the order in which they happened. On the demo's clock each is recorded the moment it happens.
 * A step that an interrupted load has recorded is not recorded again.
 */
export async function play(steps: Step[], day: string, cast: Cast, signal: Signal): Promise<void> {
  const scene: Scene = { ...cast, shipments: new Map(), visits: noVisits() };
  const timed = steps.map((step) => ({ step, eventTime: timeOf(step, day) }));
  timed.sort((one, other) => one.eventTime.localeCompare(other.eventTime));
  for (const { step, eventTime } of timed) {
    signal.throwIfAborted();
    const key = `demo:${step.step}:${subjectOf(step)}:${step.at.join(' ')}`;
    const by = { actor: cast.actors[step.by], now: new Date(eventTime), key };
    if ('visit' in step) await visit(step, { eventTime, lot: lotOf(step, scene) }, scene, by);
    else if (step.by === 'inspectorate') await act(step, eventTime, scene, by);
    else await work(step, eventTime, scene, by);
  }
}

function subjectOf(step: Step): string {
  if ('visit' in step) return step.visit;
  if (step.step === 'process') return step.output[0];
  return step.step === 'set' ? step.names.vi : step.lot;
}

function lotOf(step: VisitStep, scene: Scene): string | undefined {
  return step.step === 'plan' && step.lot ? pathOf(step.lot, scene) : undefined;
}

function timeOf({ at: [daysAgo, clock] }: Step, day: string): string {
  return `${addDays(day, -daysAgo)}T${clock}:00+07:00`;
}

async function work(step: WorkStep, eventTime: string, scene: Scene, by: By): Promise<void> {
  const own = scene.places[premisesOf(step.by)]._id;
  const said = { eventTime, note: step.note };
  switch (step.step) {
    case 'harvest': {
      const input = { ...newLot(step.lot, scene), zone: scene.places[step.zone]._id, quantity: step.quantity, ...said };
      return void (await recordHarvest(newHarvest.parse(input), by));
    }
    case 'process': {
      const inputs = step.inputs.map(([lot, quantity]) => ({ lot: pathOf(lot, scene), quantity }));
      const outputs = [{ ...newLot(step.output[0], scene), quantity: step.output[1] }];
      return void (await recordProcess(newProcess.parse({ inputs, outputs, facility: own, ...said }), by));
    }
    case 'pack': {
      const input = { lot: pathOf(step.input[0], scene), quantity: step.input[1] };
      const packages = { ...newLot(step.lot, scene), units: step.units, facility: own };
      return void (await recordPacking(newPacking.parse({ input, ...packages, ...said }), by));
    }
    case 'set': {
      const parts = step.parts.map(([lot, quantity]) => ({ lot: pathOf(lot, scene), quantity }));
      return void (await packSet(newSet.parse({ names: step.names, parts, at: own, ...said }), by));
    }
    case 'label':
      return void (await issueLabels(pathOf(step.lot, scene), newLabels.parse({ count: step.count, eventTime }), by));
    default:
      return move(step, { lot: pathOf(step.lot, scene), quantity: step.quantity, ...said }, own, scene, by);
  }
}

type Moving = Extract<WorkStep, { step: 'ship' | 'receive' | 'sell' | 'destroy' }>;

async function move(step: Moving, facts: object, own: string, scene: Scene, by: By): Promise<void> {
  switch (step.step) {
    case 'ship': {
      const { organization: to } = scene.actors[step.to];
      const toLocation = scene.places[premisesOf(step.to)]._id;
      const input = newShipment.parse({ ...facts, from: own, to, toLocation, reference: step.document });
      return void scene.shipments.set(step.document, (await recordShipment(input, by)).shipment);
    }
    case 'receive': {
      const shipment = scene.shipments.get(step.document);
      return void (await recordReceipt(newReceipt.parse({ ...facts, missing: step.missing, shipment, at: own }), by));
    }
    case 'sell':
      return void (await recordSale(newSale.parse({ ...facts, channel: step.channel, at: own }), by));
    case 'destroy': {
      const { note: reason, ...rest } = facts as { note?: string };
      return void (await recordDestruction(newDestruction.parse({ ...rest, reason, at: own }), by));
    }
  }
}

async function act(step: ActStep, eventTime: string, scene: Scene, by: By): Promise<void> {
  const lot = pathOf(step.lot, scene);
  const reason = { lot, reason: step.note };
  switch (step.step) {
    case 'inspect': {
      const input = { lot, result: step.result, findings: step.note, eventTime };
      return void (await recordInspection(newInspection.parse(input), by));
    }
    case 'hold':
      return void (await holdLot(newHold.parse(reason), by));
    case 'release':
      return void (await releaseLot(newRelease.parse(reason), by));
    case 'recall':
      return void (await recallLot({ lot, ...newRecallOfLot.parse({ reason: step.note, notice: demoNotice }) }, by));
  }
}

function newLot(lot: LotName, scene: Scene): { product: string; lot: string } {
  const [product, code] = lot.split('/') as [ProductName, string];
  return { product: scene.products[product]._id, lot: code };
}

function pathOf(lot: LotName, scene: Scene): string {
  const [product, code] = lot.split('/') as [ProductName, string];
  return lotPath(scene.products[product].key, code);
}

/** Everything in the demonstration is said to be one. */
const demoNotice = {
  vi: 'Tình huống minh họa, không có thật: không dùng sản phẩm này, hãy mang trả lại nơi mua.',
  en: 'A case made up for the demonstration: do not use this product, take it back where you bought it.',
  zh: '演示情形，并非真实：请勿食用本产品，请退回购买处。',
};
