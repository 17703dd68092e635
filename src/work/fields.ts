/** Fields that several steps share. */
import { paragraph } from '../registry/fields.js';

/** Words of the person who records the step. */
export const note = paragraph;
