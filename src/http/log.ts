/** One log for the process: JSON lines on standard error, no secrets, no bodies. */
import { pino } from 'pino';
import { config } from '../config.js';

export const logger = pino(
  { level: config.logLevel, redact: ['req.headers.authorization', 'req.headers.cookie'] },
  pino.destination({ dest: 2, sync: true }),
);
