import { say } from "../../scripts/process/say.ts";
import type { Atrium } from "../atrium.ts";
import { measureDuringLogins } from "../load/login-flood.ts";
import { measureRevocations } from "../load/revocation.ts";
import { adasLogin } from "../people.ts";
import { showTimes } from "../report.ts";

const revocations = 200;
const logins = 100;

/** How soon a revocation is felt, and how long others wait while passwords are hashed. */
export async function showSecurity(atrium: Atrium): Promise<void> {
  await showRevocations(atrium);
  await showLogins(atrium);
}

async function showRevocations(atrium: Atrium): Promise<void> {
  say(`A session is revoked, with a socket of its user and one in a room open, ${revocations} times`);
  const all = await measureRevocations(atrium.account, revocations);
  const refused = all.filter(({ wasRefused }) => wasRefused).length;
  say(`  answered                ${showTimes(all.map(({ answered }) => answered))}`);
  say(`  both sockets closed     ${showTimes(all.map(({ closed }) => closed))}`);
  say(`  its next write refused  ${refused} of ${all.length}`);
  say();
}

async function showLogins(atrium: Atrium): Promise<void> {
  say(`${logins} logins at once, and a cheap route meanwhile`);
  const { times, statuses } = await measureDuringLogins(atrium.url, adasLogin, logins);
  const counts = Object.entries(statuses).map(([status, count]) => `${count} × ${status}`);
  say(`  the cheap route         ${showTimes(times)}, ${times.length} answers`);
  say(`  the logins              ${counts.join(", ")}`);
  say();
}
