import { DurableObject } from "cloudflare:workers";
import { type Config, parseConfig } from "../../platform/config/config.ts";
import { createDatabase } from "../../platform/db/database.ts";
import { DueTimes } from "../../platform/db/due-times.ts";
import { migrate } from "../../platform/db/object-schema.ts";
import { Logger } from "../../platform/log/logger.ts";
import type { RememberedDevice, Session, SessionStats } from "./contract.ts";
import { Granted } from "./granted.ts";
import { KnownDevices } from "./known-devices.ts";
import { Passes } from "./passes.ts";
import type {
  Admission,
  Ask,
  Extension,
  Grants,
  NewSession,
  OpenedSession,
  Pass,
  Passed,
  Performed,
  RefreshOutcome,
  SessionHub,
  SignIn,
} from "./session-hub.ts";
import { SessionOverview } from "./session-overview.ts";
import { SessionProjection } from "./session-projection.ts";
import { SessionRegistry } from "./session-registry.ts";
import { sessionSchema } from "./session-rows.ts";
import { SessionTable } from "./session-table.ts";

const retryMs = 5_000;

/** A session with sockets: whether one of them is open, as far as is known, or they are only remembered. */
export type SessionWithSockets = { id: string; isOpen: boolean };

/**
 * The sessions, devices and limits of one user: the half of the user's hub that decides who is in. The
 * other half, which holds the sockets, says what has to happen when a session ends, and when to look again.
 */
export abstract class SessionObject extends DurableObject<Env> implements SessionHub {
  protected readonly config: Config;
  protected readonly log: Logger;
  protected readonly sessions: SessionRegistry;
  protected readonly due: DueTimes;
  readonly #table: SessionTable;
  readonly #overview: SessionOverview;
  readonly #projection: SessionProjection;
  readonly #devices: KnownDevices;
  readonly #granted: Granted;
  readonly #passes: Passes;
  #isShowing = false;
  /** Where sockets could not be confirmed, they are asked about again, but not sooner than this. */
  #nextConfirmAt = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.config = parseConfig(env);
    this.log = new Logger(this.config.LOG_LEVEL, { object: "UserHub" });
    migrate(ctx.storage, "sessions", sessionSchema);
    this.#table = new SessionTable(ctx.storage);
    this.sessions = new SessionRegistry(ctx.storage, this.#table);
    this.due = new DueTimes(ctx.storage);
    this.#overview = new SessionOverview(ctx.storage);
    this.#projection = new SessionProjection(this.#table, createDatabase(env.DB), ctx.id.name ?? "");
    this.#devices = new KnownDevices(ctx.storage);
    this.#granted = new Granted(ctx.storage);
    this.#passes = new Passes(ctx.storage, this.sessions, this.#granted);
    this.log.debug("object started", { userId: ctx.id.name });
  }

  /** Dies as by a fault of the runtime; only a door of development asks for it. */
  abort(): void {
    this.ctx.abort("asked for");
  }

  /** Closes whatever is open for sessions that are over. */
  protected abstract closeSockets(sessionIds: string[]): Promise<void>;

  /** Sets the alarm for what comes next: sessions with sockets that will end, rooms to be told again. */
  protected abstract schedule(): Promise<void>;

  /** The sessions with sockets, here or elsewhere. */
  protected abstract sessionsWithSockets(): SessionWithSockets[];

  /** Those of these sessions of which a socket is open at this moment: where it is elsewhere, there it is asked. */
  protected abstract confirmOpen(sessionIds: string[]): Promise<string[]>;

  async openSession(input: NewSession): Promise<OpenedSession> {
    const now = Date.now();
    this.#grant(input.grants);
    const deviceSecret = this.#devices.see(input, now);
    const { evicted, ...opened } = this.sessions.open(input, now);
    await this.#end(evicted);
    this.#show();
    return { ...opened, deviceSecret };
  }

  checkSession(pass: Pass): Promise<Passed> {
    return Promise.resolve(this.check(pass));
  }

  /** Whether a session may call; the call is counted. */
  protected check(pass: Pass): Passed {
    const { isNoted, ...passed } = this.#passes.check(pass, Date.now());
    if (isNoted && this.#table.isBehind()) this.#show();
    return passed;
  }

  /** Does something for a caller in the step in which it is seen that they may. */
  protected perform<T>(pass: Pass | null, work: () => T): Performed<T> {
    if (!pass) return { passed: null, result: work() };
    const passed = this.check(pass);
    return { passed, result: passed.admission.granted > 0 ? work() : null };
  }

  confirmConcurrentUse(sessionId: string): Promise<void> {
    this.sessions.setConcurrentUseTold(sessionId, Date.now());
    return Promise.resolve();
  }

  isSessionLive(sessionId: string): Promise<boolean> {
    return Promise.resolve(this.sessions.isLive(sessionId, Date.now()));
  }

  countKeyUse(keyId: string, ask: Ask): Promise<Admission> {
    return Promise.resolve(this.#passes.count(keyId, ask, Date.now()));
  }

  async refreshSession(sessionId: string, secret: string): Promise<RefreshOutcome> {
    const outcome = this.sessions.refresh(sessionId, secret, Date.now());
    if (!outcome.ok && outcome.reason === "reused") await this.#end([sessionId]);
    return outcome;
  }

  reauthenticate(sessionId: string, amr: string[]): Promise<boolean> {
    return Promise.resolve(this.sessions.reauthenticate(sessionId, amr, Date.now()));
  }

  listSessions(currentId: string, page: { limit: number; before: string | undefined }): Promise<Session[]> {
    return Promise.resolve(this.#overview.list(Date.now(), currentId, page));
  }

  sessionStats(): Promise<SessionStats> {
    return Promise.resolve(this.#overview.stats(Date.now()));
  }

  async extendSession(sessionId: string): Promise<Extension> {
    const extension = this.sessions.extend(sessionId, Date.now());
    await this.schedule();
    this.#show();
    return extension;
  }

  async endSessions(which: { only: string } | { except?: string; beganBefore?: number }): Promise<number> {
    if ("only" in which) return this.#end([which.only]);
    return this.#end(this.sessions.liveIds(Date.now(), { exceptId: which.except, beganBefore: which.beganBefore }));
  }

  signInHistory(): Promise<SignIn[]> {
    return Promise.resolve(this.#overview.history());
  }

  recogniseDevice(secret: string): Promise<{ id: string; isRemembered: boolean } | null> {
    return Promise.resolve(this.#devices.recognise(secret, Date.now()));
  }

  listRememberedDevices(): Promise<RememberedDevice[]> {
    return Promise.resolve(this.#devices.listRemembered(Date.now()));
  }

  countRememberedDevices(): Promise<number> {
    return Promise.resolve(this.#devices.listRemembered(Date.now()).length);
  }

  forgetRememberedDevice(id: string): Promise<boolean> {
    return Promise.resolve(this.#devices.forget(Date.now(), id));
  }

  forgetRememberedDevices(): Promise<void> {
    this.#devices.forget(Date.now());
    return Promise.resolve();
  }

  async setGrants(grants: Grants): Promise<void> {
    this.#grant(grants);
    await this.schedule();
  }

  /** Ends sessions whose time is over, tells rooms again that did not hear, and shows what was not shown. */
  override async alarm(): Promise<void> {
    const now = Date.now();
    this.due.restart("projection");
    const connected = this.sessionsWithSockets();
    const live = connected.filter(({ id, isOpen }) => isOpen && this.sessions.isLive(id, now)).map(({ id }) => id);
    await this.#end(connected.map(({ id }) => id).filter((id) => !this.sessions.isLive(id, now)));
    // An open socket is use: only the end of its time ends such a session. One that is over already stays so.
    for (const id of await this.confirmOpen(live)) this.noteUse(id);
    this.#nextConfirmAt = Date.now() + retryMs;
    await this.#showAll();
  }

  /** An open socket is use: from when it closes on, its session may be idle. */
  protected noteUse(sessionId: string): void {
    const now = Date.now();
    if (this.sessions.isLive(sessionId, now)) this.sessions.touch(sessionId, now);
  }

  /** When the alarm has to ring for sessions' sake. */
  protected nextSessionAlarm(now: number): number | undefined {
    const due = this.sessionsWithSockets().map(({ id, isOpen }) =>
      this.sessions.dueAt(id, now, isOpen ? this.#nextConfirmAt : Number.POSITIVE_INFINITY),
    );
    due.push(this.due.of("projection", this.#table.isBehind(), now + retryMs) ?? Number.POSITIVE_INFINITY);
    const next = Math.min(...due);
    return Number.isFinite(next) ? next : undefined;
  }

  #grant(grants: Grants): void {
    const idleMs = this.config.ADMIN_SESSION_IDLE_MINUTES * 60_000;
    const isNow = this.#granted.set(grants);
    if (isNow && idleMs > 0 && grants.permissions.includes("ALL")) this.sessions.limitIdle(idleMs);
  }

  /** Ends sessions, and closes their sockets in the same step. @returns how many were live. */
  async #end(sessionIds: string[]): Promise<number> {
    const now = Date.now();
    const ended = sessionIds.filter((id) => this.sessions.end(id, now)).length;
    await this.closeSockets(sessionIds);
    if (ended > 0) this.#show();
    return ended;
  }

  /** Shows operators what changed, behind the answer; the alarm is there in case that it fails. */
  #show(): void {
    this.ctx.waitUntil(this.schedule().then(() => this.#showAll()));
  }

  async #showAll(): Promise<void> {
    if (this.#isShowing) return;
    this.#isShowing = true;
    try {
      await this.#projection.catchUp(Date.now());
    } catch (error) {
      this.log.error("sessions could not be shown to operators; the alarm tries again", error);
    } finally {
      this.#isShowing = false;
      await this.schedule();
    }
  }
}
