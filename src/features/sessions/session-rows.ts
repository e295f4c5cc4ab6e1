import type { Device, RememberedDevice, Session } from "./contract.ts";

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
  latitude: number | null;
  longitude: number | null;
  created_at: number;
  last_activity_at: number;
  expires_at: number;
  idle_ms: number;
  ended_at: number | null;
  auth_time: number;
  amr: string;
  used_from: string;
  used_before_from: string | null;
  moved_at: number;
  concurrent_at: number | null;
  concurrent_told_at: number;
};

export type DeviceRow = {
  id: string;
  device_type: string;
  browser: string | null;
  os: string | null;
  device_name: string | null;
  ip: string;
  country: string | null;
  city: string | null;
  last_seen_at: number;
  remembered_until: number;
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
  `
    ALTER TABLE sessions ADD COLUMN latitude REAL;
    ALTER TABLE sessions ADD COLUMN longitude REAL;
    ALTER TABLE sessions ADD COLUMN idle_ms INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE sessions ADD COLUMN used_from TEXT NOT NULL DEFAULT '';
    ALTER TABLE sessions ADD COLUMN used_before_from TEXT;
    ALTER TABLE sessions ADD COLUMN moved_at INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE sessions ADD COLUMN concurrent_at INTEGER;
    ALTER TABLE sessions ADD COLUMN concurrent_told_at INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE sessions ADD COLUMN shown_at INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX sessions_not_shown ON sessions (shown_at) WHERE shown_at = 0;
    ALTER TABLE devices ADD COLUMN device_type TEXT NOT NULL DEFAULT 'unknown';
    ALTER TABLE devices ADD COLUMN browser TEXT;
    ALTER TABLE devices ADD COLUMN os TEXT;
    ALTER TABLE devices ADD COLUMN device_name TEXT;
    ALTER TABLE devices ADD COLUMN ip TEXT NOT NULL DEFAULT '';
    ALTER TABLE devices ADD COLUMN country TEXT;
    ALTER TABLE devices ADD COLUMN city TEXT;
    ALTER TABLE devices ADD COLUMN remembered_until INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE grants (
      one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, permissions TEXT, limit_factor REAL NOT NULL
    ) STRICT;
  `,
];

/** The condition that a session is neither ended nor past its time, nor unused for too long; it takes the time twice. */
export const isLive = "ended_at IS NULL AND expires_at > ? AND (idle_ms = 0 OR last_activity_at > ? - idle_ms)";

type Described = Pick<SessionRow, "device_type" | "browser" | "os" | "device_name">;

function renderDevice(row: Described): Device {
  return {
    // Written out of a Device.
    type: row.device_type as Device["type"],
    browser: row.browser,
    os: row.os,
    name: row.device_name,
  };
}

export function renderLocation({
  country,
  city,
}: {
  country: string | null;
  city: string | null;
}): Session["location"] {
  return country === null && city === null ? null : { country, city };
}

export function renderSession(row: SessionRow, currentId: string | null): Session {
  return {
    id: row.id,
    device: renderDevice(row),
    ip: row.ip,
    location: renderLocation(row),
    createdAt: new Date(row.created_at).toISOString(),
    lastActivityAt: new Date(row.last_activity_at).toISOString(),
    expiresAt: new Date(row.expires_at).toISOString(),
    current: row.id === currentId,
    concurrentUseAt: row.concurrent_at === null ? null : new Date(row.concurrent_at).toISOString(),
  };
}

export function renderRememberedDevice(row: DeviceRow): RememberedDevice {
  return {
    id: row.id,
    device: renderDevice(row),
    ip: row.ip,
    location: renderLocation(row),
    lastSeenAt: new Date(row.last_seen_at).toISOString(),
    expiresAt: new Date(row.remembered_until).toISOString(),
  };
}
