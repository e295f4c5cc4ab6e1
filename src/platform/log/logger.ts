import { DrizzleQueryError } from "drizzle-orm/errors";
import type { Config } from "../config/config.ts";

type Level = Config["LOG_LEVEL"];
type Fields = Record<string, unknown>;

const ranks: Record<Level, number> = { debug: 0, info: 1, warn: 2, error: 3 };

/**
 * Writes one JSON object a line, with the fields that its context gave it (such as the request's id).
 * Callers name fields one by one; bodies, tokens and passwords are never among them.
 */
export class Logger {
  readonly #threshold: number;
  readonly #level: Level;
  readonly #context: Fields;

  constructor(level: Level, context: Fields = {}) {
    this.#level = level;
    this.#threshold = ranks[level];
    this.#context = context;
  }

  /** A logger that adds these fields to each line. */
  with(context: Fields): Logger {
    return new Logger(this.#level, { ...this.#context, ...context });
  }

  enabled(level: Level): boolean {
    return ranks[level] >= this.#threshold;
  }

  debug(message: string, fields?: Fields): void {
    this.#write("debug", message, fields);
  }

  info(message: string, fields?: Fields): void {
    this.#write("info", message, fields);
  }

  warn(message: string, fields?: Fields): void {
    this.#write("warn", message, fields);
  }

  /** The one place that shows a stack: to operators, never to callers. */
  error(message: string, error: unknown, fields?: Fields): void {
    this.#write("error", message, { ...fields, ...describeError(error) });
  }

  #write(level: Level, message: string, fields: Fields = {}): void {
    if (!this.enabled(level)) return;
    const line = { level, time: new Date().toISOString(), message, ...this.#context, ...fields };
    // oxlint-disable-next-line no-console -- standard output is where a Worker's log goes
    console.log(JSON.stringify(line));
  }
}

/**
 * What may be written down of an error. What a database refused names its parameters, and those may be
 * hashes, addresses and tokens: only the statement and its cause are told.
 */
export function describeError(error: unknown): { error: string; query?: string; stack?: string | undefined } {
  if (!(error instanceof Error)) return { error: String(error) };
  if (error instanceof DrizzleQueryError) return { ...describeError(error.cause), query: error.query };
  return { error: error.message, stack: error.stack };
}
