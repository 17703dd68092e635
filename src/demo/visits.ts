/** Planned inspections of the demo, from the plan to the decision over what was corrected, through their services. */
import sharp from 'sharp';
import { addDays } from '../epcis/time.js';
import { getChecklist } from '../inspections/checklist.service.js';
import { concludeInspection, newConclusion } from '../inspections/conclusion.service.js';
import {
  answerAction,
  decideAction,
  getAction,
  newAction,
  newAnswer,
  newDecision,
  orderAction,
} from '../inspections/corrective-action.service.js';
import { beginInspection, savedFindings, saveFindings } from '../inspections/findings.service.js';
import { getInspection, newPlan, planInspection } from '../inspections/plan.service.js';
import { newLabReport, newSample, recordLabReport, takeSample } from '../inspections/sample.service.js';
import { type By } from '../policy.js';
import { type Cast } from './register.js';
import { type VisitStep } from './story.js';

/** Identifiers of what the visits so far have made, by the name of the visit. */
export interface Visits {
  inspections: Map<string, string>;
  samples: Map<string, string>;
  actions: Map<string, string>;
}

export const noVisits = (): Visits => ({ inspections: new Map(), samples: new Map(), actions: new Map() });

const checklist = 'tcvn-13167';

/** @param lot path of the lot that is planned to be looked at */
export async function visit(
  step: VisitStep,
  { eventTime, lot }: { eventTime: string; lot: string | undefined },
  { actors, places, visits }: Cast & { visits: Visits },
  by: By,
): Promise<void> {
  const inspection = visits.inspections.get(step.visit) ?? '';
  const action = visits.actions.get(step.visit) ?? '';
  const dayAfter = (days: number) => addDays(eventTime.slice(0, 10), days);
  switch (step.step) {
    case 'plan': {
      const { organization } = actors[step.of];
      const input = {
        ...{ organization, lot, place: step.place && places[step.place]._id, checklist, dueOn: dayAfter(step.dueIn) },
        ...{ note: step.note, reinspects: step.reinspects && visits.actions.get(step.reinspects) },
      };
      return void visits.inspections.set(step.visit, (await planInspection(newPlan.parse(input), by))._id);
    }
    case 'find':
      return find(inspection, step, by);
    case 'sample': {
      const { code, quantity, uom } = step;
      const input = newSample.parse({ code, quantity, uom, takenAt: eventTime, sealedBy: by.actor.name });
      return void visits.samples.set(step.visit, (await takeSample(inspection, input, by))._id);
    }
    case 'report': {
      const facts = {
        laboratory: step.laboratory,
        number: step.number,
        reportedOn: dayAfter(0),
        results: step.results,
      };
      const sample = visits.samples.get(step.visit) ?? '';
      return void (await recordLabReport(sample, newLabReport.parse(facts), by));
    }
    case 'conclude': {
      const { revision } = await getInspection(inspection, by.actor);
      const input = newConclusion.parse({ revision, result: step.result, summary: step.note, eventTime });
      return void (await concludeInspection(inspection, input, by));
    }
    case 'order': {
      const input = newAction.parse({ code: step.code, demand: step.note, dueOn: dayAfter(step.dueIn) });
      return void visits.actions.set(step.visit, (await orderAction(inspection, input, by))._id);
    }
    case 'answer': {
      const isDone = (await getAction(action, by.actor)).answers.length > 0;
      return isDone ? undefined : void (await answerAction(action, newAnswer.parse({ words: step.note }), by));
    }
    case 'decide': {
      const isDone = (await getAction(action, by.actor)).decisions.length > 0;
      const input = newDecision.parse({ decision: 'closed', note: step.note });
      return isDone ? undefined : void (await decideAction(action, input, by));
    }
  }
}

/** Begins the inspection and saves what was found, once: whatever the step does not name conforms. */
async function find(id: string, step: Extract<VisitStep, { step: 'find' }>, by: By): Promise<void> {
  const { state } = await getInspection(id, by.actor);
  const { revision } = state === 'planned' ? await beginInspection(id, by) : await getInspection(id, by.actor);
  if (revision > 0) return;
  const { items } = await getChecklist(checklist);
  const answers = items.map(({ code }) => ({ code, finding: 'conforms', ...step.except[code] }));
  const photoOf = step.photoOf;
  const input = savedFindings.parse({ revision, answers, summary: step.note, photoOf });
  await saveFindings(id, input, by, photoOf ? [{ name: 'ke-hang.png', data: await shelf() }] : []);
}

/** A drawn picture in place of a photo: a shelf with boxes, some of them without a label. */
function shelf(): Promise<Buffer> {
  const boxes = [0, 1, 2, 3, 4, 5].map((box) => {
    const [x, y] = [60 + (box % 3) * 180, box < 3 ? 70 : 250];
    const label = box === 4 ? '' : `<rect x="${x + 35}" y="${y + 30}" width="70" height="50" fill="#fff"/>`;
    return `<rect x="${x}" y="${y}" width="140" height="110" fill="#b98a5a"/>${label}`;
  });
  const shelves = [180, 360].map((y) => `<rect x="30" y="${y}" width="580" height="14" fill="#5d4a37"/>`);
  const wall = '<rect width="640" height="420" fill="#dfe5e2"/>';
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="420">${wall}${boxes.join('')}${shelves.join('')}</svg>`;
  return sharp(Buffer.from(drawing)).png({ palette: true }).toBuffer();
}
