/** One log for the process: JSON lines on standard error, no secrets, no bodies. */
import { type RequestListener } from 'node:http';
import { pino } from 'pino';
import { pinoHttp } from 'pino-http';
import { config } from '../config.js';

export const logger = pino(
  { level: config.logLevel, redact: ['req.headers.authorization', 'req.headers.cookie'] },
  pino.destination({ dest: 2, sync: true }),
);

/** Writes a line of each answer, where the level wants it. */
export function logged(listener: RequestListener): RequestListener {
  if (!logger.isLevelEnabled('info')) return listener;
  const log = pinoHttp({ logger });
  return (req, res) => {
    log(req, res);
    listener(req, res);
  };
}
