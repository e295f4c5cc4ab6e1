import type { Device, Session } from "./contract.ts";

export type SessionRow = {
  id: string;
  refresh_digest: string;
  device_type: string;
  browser: string | null;
  os: string | null;
  device_name: string | null;
  ip: string;
  country: string | null;
  city: string | null;
  created_at: number;
  last_activity_at: number;
  expires_at: number;
  ended_at: number | null;
  auth_time: number;
  amr: string;
};

export const sessionSchema = [
  `
    CREATE TABLE IF NOT EXISTS sessions (
      id TEXT PRIMARY KEY, refresh_digest TEXT NOT NULL,
      device_type TEXT NOT NULL, browser TEXT, os TEXT, device_name TEXT,
      ip TEXT NOT NULL, country TEXT, city TEXT,
      created_at INTEGER NOT NULL, last_activity_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, ended_at INTEGER,
      auth_time INTEGER NOT NULL, amr TEXT NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS replaced_refresh_tokens (
      session_id TEXT NOT NULL, digest TEXT NOT NULL, salt TEXT NOT NULL, replaced_at INTEGER NOT NULL,
      PRIMARY KEY (session_id, digest)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS devices (
      id TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL
    ) STRICT;
  `,
];

export function renderSession(row: SessionRow, currentId: string | null): Session {
  return {
    id: row.id,
    device: {
      // Written by `open` out of a Device.
      type: row.device_type as Device["type"],
      browser: row.browser,
      os: row.os,
      name: row.device_name,
    },
    ip: row.ip,
    location: row.country === null && row.city === null ? null : { country: row.country, city: row.city },
    createdAt: new Date(row.created_at).toISOString(),
    lastActivityAt: new Date(row.last_activity_at).toISOString(),
    expiresAt: new Date(row.expires_at).toISOString(),
    current: row.id === currentId,
  };
}
