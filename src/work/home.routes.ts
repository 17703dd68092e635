/** The first address: a stranger learns what this is, and whoever signs in begins with the own work. */
import { Router } from 'express';
import { type Role } from '../policy.js';

export const homeRoutes = Router();

const firstPage: Record<Role, string> = { producer: '/work', inspector: '/desk', admin: '/products' };

homeRoutes.get('/', (req, res) => {
  if (req.actor) res.redirect(303, firstPage[req.actor.role]);
  else res.render('home');
});
