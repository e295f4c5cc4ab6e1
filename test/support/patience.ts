/** What a test waits for is there at once, or never. A machine that does much else at a time is no reason to fail. */
export const patienceMs = 20_000;
